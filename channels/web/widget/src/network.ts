// Talks to the server. What can go wrong is one of four things: the conversation is not known (any more), the message
// is refused for good, it is too early to try again, or there is no connection.

export class NotKnown extends Error {}

export class Refused extends Error {}

export class TooEarly extends Error {
  constructor(readonly seconds: number) {
    super('too early')
  }
}

interface Asked {
  method?: string
  body?: unknown
  key?: string | null
  signal?: AbortSignal
}

/** Seconds after which a request without an answer counts as lost; one for replies may stay open for 20. */
const LOST = 40

export class Network {
  constructor(readonly server: string) {}

  async request(path: string, { method = 'GET', body, key, signal }: Asked = {}): Promise<Response> {
    const stop = new AbortController()
    const late = setTimeout(() => stop.abort(), LOST * 1000)
    signal?.addEventListener('abort', () => stop.abort())
    try {
      const response = await fetch(`${this.server}/api${path}`, {
        method,
        signal: stop.signal,
        cache: 'no-store',
        credentials: 'omit',
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key ? { authorization: `Bearer ${key}` } : {}),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      if (!response.ok) throw await whatWentWrong(response)
      return response
    } finally {
      clearTimeout(late)
    }
  }

  async ask<Answer>(path: string, asked: Asked = {}): Promise<Answer> {
    const response = await this.request(path, asked)
    return (response.status === 204 ? undefined : await response.json()) as Answer
  }
}

async function whatWentWrong(response: Response): Promise<Error> {
  if (response.status === 401) return new NotKnown()
  if (response.status === 429) return new TooEarly(Math.max(1, Number(response.headers.get('retry-after')) || 5))
  if ([404, 413, 422].includes(response.status)) {
    const { detail } = (await response.json().catch(() => ({}))) as { detail?: unknown }
    return new Refused(typeof detail === 'string' ? detail : '')
  }
  return new Error(String(response.status))
}
