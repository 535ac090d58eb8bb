// Somebody who can help, readable in one glance: the name, the number to press, then everything else.

import type { Contact, Source } from './entries'
import { icon } from './icons'
import { make } from './make'
import { say, speaking } from './words'

export function contactElement(contact: Contact): HTMLElement {
  const ways = make('div', { class: 'ways' })
  for (const phone of contact.phones ?? []) {
    const address = `tel:${phone.replace(/[^+\d*#]/g, '')}`
    ways.append(link(address, 'phone', phone, `${say('call')} ${contact.name}: ${phone}`))
  }
  if (contact.whatsapp) {
    ways.append(link(`https://wa.me/${contact.whatsapp.replace(/\D/g, '')}`, 'chat', `WhatsApp ${contact.whatsapp}`))
  }
  if (contact.email) ways.append(link(`mailto:${contact.email}`, 'letter', contact.email))
  if (contact.web) ways.append(link(contact.web, 'globe', contact.web.replace(/^https?:\/\/(www\.)?|\/$/g, '')))
  const more = [contact.serves, contact.hours, contact.cost, contact.address, contact.checked].filter(Boolean)
  return speaking(
    make(
      'div',
      { class: 'contact' },
      make('p', { class: 'name' }, contact.name),
      ways,
      contact.caution && make('p', { class: 'caution' }, contact.caution),
      more.length > 0 && make('p', { class: 'note' }, more.join(' · ')),
    ),
    contact.language,
  )
}

function link(address: string, drawn: 'phone' | 'chat' | 'letter' | 'globe', text: string, label?: string): HTMLElement {
  // Only addresses that lead where they say; anything else stays text.
  if (!/^(tel:|mailto:|https?:)/.test(address)) return make('span', {}, text)
  return make(
    'a',
    { href: address, class: drawn, rel: 'noreferrer noopener', 'aria-label': label },
    icon(drawn),
    make('span', { dir: 'ltr' }, text),
  )
}

export function sourcesElement(sources: Source[]): HTMLElement {
  const list = make('ul')
  for (const source of sources) {
    const title = /^https?:/.test(source.address)
      ? make('a', { href: source.address, rel: 'noreferrer noopener', dir: 'auto' }, source.title)
      : source.title
    list.append(make('li', {}, title, ` ${source.publisher}, ${source.dated} (${source.read})`))
  }
  return make('details', { class: 'sources' }, make('summary', {}, say('sources')), list)
}
