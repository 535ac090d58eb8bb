// Saving answers on this phone, and searching them without network.

import type { Chat } from './chat'
import { country } from './choices'
import { button, make } from './make'
import type { MakePage } from './menu'
import { foundElement } from './show'
import { say, words } from './words'

export const savedPage =
  (chat: Chat): MakePage =>
  menu => {
    const { note } = chat.pack
    const save = async (): Promise<void> => {
      menu.tell(say('save_now'))
      try {
        await chat.pack.save(words().language, chat.country)
        menu.again()
        menu.tell(say('save_done'))
      } catch {
        menu.tell(say('no_network'))
      }
    }
    const remove = async (): Promise<void> => {
      await chat.pack.remove()
      menu.again()
      menu.tell(say('save_removed'))
    }
    return {
      title: say('save'),
      body: [
        make('p', {}, note ? described(note) : say('save_what')),
        country(chat),
        make(
          'div',
          { class: 'buttons' },
          button({ class: 'main', id: 'save', click: () => void save() }, say(note ? 'save_again' : 'save_start')),
          note && button({ id: 'search', click: () => menu.go(searchPage(chat)) }, say('search')),
          note && button({ id: 'remove', click: () => void remove() }, say('save_remove')),
        ),
        make('p', { class: 'note' }, say('save_seen')),
      ],
    }
  }

function described({ count, language, country, saved }: { count: number; language: string; country: string; saved: string }): string {
  const { languages, countries } = words()
  return say('save_have', {
    count: new Intl.NumberFormat(words().language).format(count),
    language: languages.find(one => one.code === language)?.name ?? language,
    country: countries.find(one => one.code === country)?.name ?? say('country_any'),
    date: new Intl.DateTimeFormat(words().language, { dateStyle: 'long' }).format(new Date(saved)),
  })
}

export const searchPage =
  (chat: Chat): MakePage =>
  menu => {
    const results = make('div', { class: 'results' })
    const field = make('input', { id: 'find', class: 'field', type: 'text', autocomplete: 'off', dir: 'auto', enterkeyhint: 'search' })
    const form = make(
      'form',
      { class: 'lines', role: 'search' },
      make('label', { for: 'find' }, say('search_label')),
      field,
      make('button', { type: 'submit', class: 'main' }, say('search_go')),
    )
    form.addEventListener('submit', async event => {
      event.preventDefault()
      const found = await chat.pack.find(field.value, 5)
      results.replaceChildren(...(found.length ? [foundElement(found, say('search_found'))] : []))
      menu.tell(found.length ? '' : say('search_none'))
    })
    return { title: say('search'), body: [form, results] }
  }
