// Everything the page says by itself comes from the server, in the worker's language. Only what is needed before the
// first words have arrived stands here, in English.

import { keptOrFetched } from './kept'

export interface Spoken {
  code: string
  name: string
  direction: 'ltr' | 'rtl'
}

export interface Country {
  code: string
  name: string
}

export interface Words {
  language: string
  direction: 'ltr' | 'rtl'
  languages: Spoken[]
  countries: Country[]
  words: Record<string, string>
  exit: string
}

const FIRST: Record<string, string> = {
  page_exit: 'Leave',
  page_open: 'Help and questions',
  page_offline: 'No connection. Trying again.',
}

let current: Words = { language: 'en', direction: 'ltr', languages: [], countries: [], words: FIRST, exit: '/calendar' }

/** A phrase in the language of the page, with its gaps filled in. */
export function say(key: string, values: Record<string, string> = {}): string {
  const phrase = current.words[`page_${key}`] ?? FIRST[`page_${key}`] ?? ''
  return phrase.replace(/\{(\w+)\}/g, (gap, name: string) => values[name] ?? gap)
}

export function words(): Words {
  return current
}

export function directionOf(language: string): string {
  return current.languages.find(one => one.code === language)?.direction ?? 'auto'
}

/** Gives an element the language and direction of its text. */
export function speaking<T extends HTMLElement>(element: T, language: string | undefined): T {
  if (language) {
    element.lang = language
    element.dir = directionOf(language)
  }
  return element
}

export async function learn(server: string, language: string): Promise<void> {
  current = (await keptOrFetched(`${server}/api/words?lang=${encodeURIComponent(language)}`)) as Words
}

/** The first language the browser asks for that the server can speak; which ones those are is known after any words. */
export function fromBrowser(): string | undefined {
  const asked = navigator.languages.map(one => one.split('-')[0]?.replace('fil', 'tl') ?? '')
  return asked.find(code => current.languages.some(one => one.code === code))
}
