// Shows one message: the worker's own, a reply of the assistant, or answers found on this phone.

import { contactElement, sourcesElement } from './contact'
import type { Choice, Content, Mine } from './entries'
import { icon } from './icons'
import { button, make, unseen } from './make'
import type { Saved } from './pack'
import { canSpeak, speak, stop } from './speak'
import { say, speaking, words } from './words'

export type Press = (choice: Choice) => void

export function mineElement(mine: Mine): HTMLElement {
  const article = make('article', { class: 'mine', dir: 'auto' }, unseen(`${say('you')}: `))
  if (mine.file) {
    const size = mine.file.size ? new Intl.NumberFormat(words().language, { maximumFractionDigits: 1 }).format(mine.file.size / 1e6) : ''
    const kind = mine.file.type.replace(/^.*\//, '')
    article.append(make('span', { class: 'told-of' }, icon('clip'), [say('file'), kind, size && `${size} MB`].filter(Boolean).join(' · ')))
    article.append(make('small', {}, say('file_stays')))
  } else article.append(make('span', { class: 'said' }, mine.title || mine.text || '•'))
  if (mine.state === 'waiting') article.append(make('small', { class: 'state' }, say('sending')))
  if (mine.state === 'refused') article.append(make('small', { class: 'state' }, `${say('refused')} ${mine.detail ?? ''}`))
  return article
}

export function replyElement(reply: Content, press: Press): HTMLElement {
  const article = make(
    'article',
    { class: reply.urgent ? 'bot urgent' : 'bot' },
    reply.urgent ? make('p', { class: 'flag' }, icon('alert'), say('urgent')) : unseen(`${say('bot')}: `),
  )
  speaking(article, reply.language)
  article.append(...contentElements(reply))
  if (reply.buttons?.length) article.append(buttonsElement(reply.buttons, press))
  return article
}

/** Everything that a reply says, in the order in which it is needed. */
function contentElements(reply: Content): HTMLElement[] {
  const said = make('div', { class: 'said' })
  speaking(said, reply.written_in ?? reply.language)
  if (reply.title) said.append(make('h2', {}, reply.title))
  const [first = '', ...others] = (reply.text ?? '').split('\n\n')
  if (first) said.append(make('p', {}, first))
  const parts = others.map(part => make('p', {}, part))
  const items = (reply.items ?? []).flatMap(part => [
    make('h3', {}, part.heading),
    make(part.ordered ? 'ol' : 'ul', {}, ...part.lines.map(line => make('li', {}, line))),
  ])
  const contacts = (reply.contacts ?? []).map(contactElement)
  // In danger: the first steps, then the numbers, then the rest.
  said.append(...(reply.urgent ? [...contacts, ...items, ...parts] : [...parts, ...items, ...contacts]))
  const elements: HTMLElement[] = [said, ...(reply.notes ?? []).map(note => make('p', { class: 'note' }, note))]
  const foot = make('div', { class: 'foot' }, listenButton(reply), reply.sources?.length ? sourcesElement(reply.sources) : null)
  return [...elements, foot]
}

function buttonsElement(buttons: Choice[], press: Press): HTMLElement {
  return make(
    'div',
    { class: 'buttons' },
    ...buttons.map(one => button({ click: () => press(one), 'data-choice': one.choice }, one.title)),
  )
}

function listenButton(reply: Content): HTMLElement {
  const language = reply.written_in ?? reply.language ?? words().language
  const pressed = button({ class: 'listen quiet', 'data-language': language })
  const quiet = (): void => pressed.replaceChildren(icon('speak'), say('listen'))
  let talking = false
  pressed.hidden = !canSpeak(language)
  pressed.addEventListener('click', () => {
    if (talking) {
      stop()
      return
    }
    talking = true
    speak(sentencesOf(reply), language, () => {
      talking = false
      quiet()
    })
    pressed.replaceChildren(icon('stop'), say('stop'))
  })
  quiet()
  return pressed
}

export function sentencesOf(reply: Content): string[] {
  const parts = [reply.title, reply.text, ...(reply.items ?? []).flatMap(part => [part.heading, ...part.lines])]
  const calls = (reply.contacts ?? []).map(one => [one.name, ...(one.phones ?? [])].join(': '))
  return [...parts, ...calls].flatMap(part => part?.split(/(?<=[.!?؟।])\s+/) ?? []).filter(Boolean)
}

/** Answers found on this phone: the first is open, the others can be opened. */
export function foundElement(answers: Saved[], intro: string): HTMLElement {
  const article = make('article', { class: 'bot found' }, make('p', { class: 'flag' }, icon('search'), make('span', {}, intro)))
  answers.forEach((answer, place) => {
    const { title, ...rest } = answer
    const whole = make('details', { class: answer.urgent ? 'urgent' : undefined, open: place === 0 }, make('summary', {}, title ?? ''))
    speaking(whole, answer.language)
    whole.append(...contentElements(rest))
    article.append(whole)
  })
  return article
}
