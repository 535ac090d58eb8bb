"""The model as a graph for ONNX Runtime, with the weights in their four bits."""

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from knowledge.matcher.e5.weights import BLOCK, Weights


def build(weights: Weights) -> bytes:
    """The model as an ONNX file: from summed embeddings (1 × tokens × width) to a mean vector (1 × width)."""
    graph = _Graph(weights)
    state = graph.normalised("embedded", "emb.ln")
    for layer in range(weights.sizes.layers):
        state = graph.layer(state, layer)
    graph.add("ReduceMean", [state], "vector", axes=[1], keepdims=0)
    width = weights.sizes.width
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "e5",
            [helper.make_tensor_value_info("embedded", TensorProto.FLOAT, [1, None, width])],
            [helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, width])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)],
    )
    model.ir_version = 8
    return model.SerializeToString()


class _Graph:
    """Nodes and constants while they are put together."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        sizes = weights.sizes
        self.constant("heads", np.array([0, -1, sizes.heads, sizes.width // sizes.heads], np.int64))
        self.constant("join", np.array([0, -1, sizes.width], np.int64))
        self.constant("scale", np.array((sizes.width // sizes.heads) ** -0.5, np.float32))

    def layer(self, state: str, number: int) -> str:
        """One transformer layer; returns the name of what it gives."""
        own, sizes = f"l{number}.", self._weights.sizes
        mixed = self.matrix(state, [f"{own}{part}" for part in "qkv"], sizes.width)
        parts = [f"{own}{part}" for part in "qkv"]
        self.add("Split", [mixed], *parts, axis=-1)
        query, key, value = (
            self.add(
                "Transpose",
                [self.add("Reshape", [part, "heads"], f"{part}.heads")],
                f"{part}.turned",
                perm=[0, 2, 3, 1] if part.endswith("k") else [0, 2, 1, 3],
            )
            for part in parts
        )
        alike = self.add("MatMul", [query, key], f"{own}alike")
        shares = self.add("Softmax", [self.add("Mul", [alike, "scale"], f"{own}scaled")], f"{own}shares", axis=-1)
        heads = self.add("MatMul", [shares, value], f"{own}mixed")
        joined = self.add("Transpose", [heads], f"{own}back", perm=[0, 2, 1, 3])
        joined = self.add("Reshape", [joined, "join"], f"{own}joined")
        attended = self.matrix(joined, [f"{own}ao"], sizes.width)
        state = self.normalised(self.add("Add", [state, attended], f"{own}with"), f"{own}aln")
        inner = self.matrix(state, [f"{own}fi"], sizes.width)
        inner = self.add("Gelu", [inner], f"{own}gelu", domain="com.microsoft")
        outer = self.matrix(inner, [f"{own}fo"], sizes.inner)
        return self.normalised(self.add("Add", [state, outer], f"{own}both"), f"{own}oln")

    def matrix(self, given: str, names: list[str], inputs: int) -> str:
        """A product with four-bit matrices side by side, and their biases."""
        name, blocks = "+".join(names), [self._weights.blocks(f"{part}.w", inputs) for part in names]
        scales, numbers = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
        self.constant(f"{name}.pairs", numbers[..., 0::2] | numbers[..., 1::2] << 4)
        self.constant(f"{name}.scales", scales.reshape(-1))
        self.constant(f"{name}.b", np.concatenate([self._weights.numbers(f"{part}.b") for part in names]))
        product = self.add(
            "MatMulNBits",
            [given, f"{name}.pairs", f"{name}.scales"],
            f"{name}.product",
            domain="com.microsoft",
            K=inputs,
            N=len(scales),
            bits=4,
            block_size=BLOCK,
            accuracy_level=4,
        )
        return self.add("Add", [product, f"{name}.b"], f"{name}.out")

    def normalised(self, given: str, name: str) -> str:
        """Layer normalisation."""
        for part in "wb":
            self.constant(f"{name}.{part}", self._weights.numbers(f"{name}.{part}"))
        return self.add(
            "LayerNormalization",
            [given, f"{name}.w", f"{name}.b"],
            f"{name}.out",
            epsilon=float(self._weights.epsilon),
        )

    def add(self, operation: str, inputs: list[str], *outputs: str, **attributes: Any) -> str:
        """One node; returns its first output's name."""
        self.nodes.append(helper.make_node(operation, inputs, list(outputs), **attributes))
        return outputs[0]

    def constant(self, name: str, value: np.ndarray) -> None:
        """A constant tensor."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
