// The chat page. It keeps its key for this tab only, sends what was written when it can, and asks for replies after
// the last one it has, so that each is shown once. It never hides, whatever the network does.

const page = JSON.parse(document.body.dataset.page)
const say = page.phrases
const log = document.getElementById('log')
const form = document.getElementById('form')
const field = document.getElementById('message')
const status = document.getElementById('status')
const store = sessionStorage
const WAIT = 20 // seconds that one question for replies may stay open

let key = store.getItem('haki.key')
let after = 0
let away = false
const unsent = JSON.parse(store.getItem('haki.unsent') || '[]') // messages written but not yet taken in
const shown = new Map() // elements of what the worker wrote, by its name

const pause = seconds => new Promise(done => setTimeout(done, seconds * 1000))

async function ask(path, options = {}) {
  const response = await fetch('/api' + path, {
    ...options,
    headers: { 'content-type': 'application/json', ...(key ? { authorization: 'Bearer ' + key } : {}) },
  })
  if (response.status === 401) { forget(); throw new Error('unknown conversation') }
  if (response.status === 422) return null // refused for good: trying again would not help
  if (!response.ok) throw new Error(String(response.status))
  return response.json()
}

function connected(yes) {
  if (yes === !away) return
  away = !yes
  status.textContent = away ? say.page_offline : say.page_back
  if (!away) setTimeout(() => { if (!away) status.textContent = '' }, 4000)
}

function element(name, className, text) {
  const made = document.createElement(name)
  if (className) made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

function language(made, code) {
  if (!code) return
  made.lang = code
  made.dir = page.directions[code] || 'auto'
}

function showMine(message) {
  const made = element('article', 'mine')
  made.append(element('span', 'unseen', say.page_you + ': '), element('span', '', message.title || message.text))
  made.dir = 'auto'
  if (unsent.includes(message)) made.append(element('small', '', say.page_sending))
  shown.set(message.id, made)
  log.append(made)
  made.scrollIntoView({ block: 'end' })
}

function showReply(reply) {
  const made = element('article', reply.urgent ? 'bot urgent' : 'bot')
  language(made, reply.language)
  made.append(element('span', 'unseen', (reply.urgent ? say.page_urgent : say.page_bot) + ': '))
  const words = element('div')
  language(words, reply.written_in || reply.language)
  if (reply.title) words.append(element('h2', 'title', reply.title))
  if (reply.text) for (const part of reply.text.split('\n\n')) words.append(element('p', '', part))
  const contacts = (reply.contacts || []).map(showContact)
  if (reply.urgent) words.append(...contacts)
  for (const part of reply.items || []) {
    words.append(element('h2', '', part.heading))
    const list = element(part.ordered ? 'ol' : 'ul')
    for (const line of part.lines) list.append(element('li', '', line))
    words.append(list)
  }
  if (!reply.urgent) words.append(...contacts)
  made.append(words)
  for (const note of reply.notes || []) made.append(element('p', 'note', note))
  if (reply.sources?.length) made.append(showSources(reply.sources))
  if (reply.buttons?.length) made.append(showButtons(reply.buttons))
  log.append(made)
  made.scrollIntoView({ block: reply.urgent ? 'start' : 'nearest' })
}

function showContact(contact) {
  const made = element('div', 'contact')
  made.append(element('p', '', contact.name))
  for (const phone of contact.phones || []) {
    const link = element('a', 'phone', phone)
    link.href = 'tel:' + phone.replace(/[^+\d*#]/g, '')
    link.setAttribute('aria-label', `${say.page_call} ${contact.name}: ${phone}`)
    link.dir = 'ltr'
    made.append(link, ' ')
  }
  for (const [field, scheme] of [['web', ''], ['email', 'mailto:']]) {
    if (!contact[field]) continue
    const link = element('a', '', contact[field])
    link.href = scheme + contact[field]
    link.rel = 'noreferrer noopener'
    made.append(link, ' ')
  }
  const more = [contact.address, contact.hours, contact.cost, contact.serves, contact.caution, contact.checked].filter(Boolean)
  if (more.length) made.append(element('p', 'note', more.join(' · ')))
  return made
}

function showSources(sources) {
  const made = element('details', 'sources')
  made.append(element('summary', '', say.page_sources))
  const list = element('ul')
  for (const source of sources) {
    const line = element('li')
    const link = element('a', '', source.title)
    link.href = source.address
    link.rel = 'noreferrer noopener'
    line.append(link, ` ${source.publisher}, ${source.dated} (${source.read})`)
    list.append(line)
  }
  made.append(list)
  return made
}

function showButtons(buttons) {
  const made = element('div', 'buttons')
  for (const button of buttons) {
    const pressed = element('button', '', button.title)
    pressed.type = 'button'
    pressed.addEventListener('click', () => write({ choice: button.choice, title: button.title }))
    made.append(pressed)
  }
  return made
}

function write(message) {
  const named = { id: crypto.randomUUID ? crypto.randomUUID() : String(Date.now()) + Math.random(), ...message }
  unsent.push(named)
  keep()
  showMine(named)
  send()
}

function keep() {
  store.setItem('haki.unsent', JSON.stringify(unsent))
}

let sending = false
async function send() {
  if (sending) return
  sending = true
  while (unsent.length) {
    const message = unsent[0]
    try {
      if (!key) await begin()
      const { title, ...body } = message
      await ask('/messages', { method: 'POST', body: JSON.stringify(body) })
      unsent.shift()
      keep()
      shown.get(message.id)?.querySelector('small')?.remove()
      connected(true)
    } catch {
      connected(false)
      await pause(2)
    }
  }
  sending = false
}

async function begin() {
  const begun = await ask('/conversations', { method: 'POST', body: '{}' })
  key = begun.key
  store.setItem('haki.key', key)
  listen()
}

function forget() {
  key = null
  after = 0
  store.removeItem('haki.key')
}

async function listen() {
  const mine = key
  while (key && key === mine) {
    try {
      const { replies } = await ask(`/messages?after=${after}&wait=${WAIT}`)
      if (key !== mine) return
      connected(true)
      take(replies)
    } catch {
      connected(false)
      await pause(2)
    }
  }
}

function take(replies) {
  for (const reply of replies) {
    if (reply.id <= after) continue
    after = reply.id
    showReply(reply)
  }
}

async function takeUp() {
  if (key) {
    try {
      const { said, replies } = await ask('/history')
      const waiting = new Set(unsent.map(message => message.id))
      for (const message of said) {
        if (!waiting.has(message.id)) showMine({ id: message.id, text: message.kind === 'text' ? message.words : '•' })
        take(replies.filter(reply => reply.in_reply_to === message.id))
      }
      listen()
    } catch {
      connected(false)
      if (key) listen()
    }
  }
  for (const message of unsent) showMine(message)
  if (unsent.length) send()
}

form.addEventListener('submit', event => {
  event.preventDefault()
  const text = field.value.trim()
  if (text) write({ text })
  field.value = ''
  field.focus()
})

field.addEventListener('keydown', event => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault()
    form.requestSubmit()
  }
})

document.getElementById('language').addEventListener('change', event => {
  const code = event.target.value
  if (key) write({ choice: 'language:' + code, title: event.target.selectedOptions[0].textContent })
  const address = new URL(location)
  address.searchParams.set('lang', code)
  setTimeout(() => location.replace(address), 300)
})

document.getElementById('new').addEventListener('click', () => {
  forget()
  unsent.length = 0
  keep()
  shown.clear()
  log.replaceChildren()
  field.focus()
})

takeUp()
