// Makes elements. Text is always set as text, so that nothing anybody writes can become part of the page.

export type Child = Node | string | null | undefined | false

interface Given {
  class?: string | undefined
  click?: (event: MouseEvent) => void
  [attribute: string]: string | boolean | number | undefined | ((event: MouseEvent) => void)
}

export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  given: Given = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  for (const [attribute, value] of Object.entries(given)) {
    if (typeof value === 'function') made.addEventListener('click', value as EventListener)
    else if (value !== undefined && value !== false) made.setAttribute(attribute, value === true ? '' : String(value))
  }
  made.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false && child !== ''))
  return made
}

/** Words for screen readers only. */
export const unseen = (text: string): HTMLElement => make('span', { class: 'unseen' }, text)

/** A button that does not send a form. */
export function button(given: Given, ...children: Child[]): HTMLButtonElement {
  return make('button', { type: 'button', ...given }, ...children)
}
