// What somebody sees who comes for the first time: what this is, that no name is needed, and what one can ask about.

import type { Choice } from './entries'
import { icon, type IconName } from './icons'
import { button, make } from './make'
import { say } from './words'

const TOPICS: readonly [string, string, IconName][] = [
  ['topic_danger', 'section:emergency', 'alert'],
  ['topic_rights', 'section:rights', 'pay'],
  ['topic_recruitment', 'section:recruitment', 'find'],
  ['topic_health', 'section:social_protection', 'health'],
  ['topic_return', 'section:return', 'home'],
  ['topic_person', 'person', 'person'],
  ['topic_more', 'topics', 'more'],
]

export function welcome(full: boolean, begun: boolean, press: (choice: Choice) => void): HTMLElement {
  const topics = make('div', { class: 'topics', role: 'group', 'aria-label': say('topics') })
  for (const [key, choice, drawn] of TOPICS) {
    const title = say(key)
    const shape = key === 'topic_danger' ? 'danger' : undefined
    topics.append(button({ class: shape, click: () => press({ title, choice }) }, icon(drawn), make('span', {}, title)))
  }
  return make(
    'section',
    { class: 'welcome', 'aria-label': say('title') },
    make(full ? 'h1' : 'h2', {}, say('title')),
    make('p', {}, say('intro')),
    !begun && topics,
    !begun && make('p', { class: 'note' }, say('machine')),
    !begun && make('p', { class: 'note' }, say('exit_hint')),
  )
}
