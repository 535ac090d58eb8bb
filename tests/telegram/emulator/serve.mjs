// Starts telegram-test-api as Telegram behaves where it does not: it waits for updates instead of answering empty at
// once, forgets those that are acknowledged, shows the webhook's secret, and lives on when a webhook refuses.
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const TelegramServer = require('telegram-test-api')
const express = require('express')

const port = Number(process.argv[2])
const server = new TelegramServer({ storeTimeout: 3600 })
let numbers = 0 // Telegram numbers a bot's updates without gaps; the emulator counts the bot's own messages too
const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds))

const shape = update => {
  const shaped = TelegramServer.formatUpdate(update)
  if (shaped.callback_query) shaped.callback_query.chat_instance = '1' // Telegram always sends one
  return shaped
}

server.addUserUpdate = async function (update) {
  const number = ++numbers
  const shaped = shape({ ...update, updateId: number })
  const hook = this.webhooks[update.botToken]
  if (!hook) {
    this.storage.userMessages.push({ ...update, updateId: number })
    return
  }
  for (let tries = 0; tries < 50; tries++) {
    const answer = await fetch(hook.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': hook.secret_token || '' },
      body: JSON.stringify(shaped),
    }).catch(() => null)
    if (answer?.ok) return
    await pause(100)
  }
}

const front = express()
front.use(express.json(), express.urlencoded({ extended: true }))
front.all('/bot:token/getUpdates', async (request, response) => {
  const { offset, timeout } = { ...request.query, ...request.body }
  const { token } = request.params
  const after = Number(offset || 0)
  server.storage.userMessages = server.storage.userMessages.filter(update => update.updateId >= after)
  const until = Date.now() + Math.min(Number(timeout || 0), 2) * 1000
  const waiting = () => server.storage.userMessages.filter(update => update.botToken === token)
  while (!waiting().length && Date.now() < until) await pause(20)
  response.json({ ok: true, result: waiting().map(shape) })
})
front.all('/bot:token/sendMessage', (request, response) => {
  const { message_id, date, chat, text } = server.addBotMessage(request.body, request.params.token)
  response.json({ ok: true, result: { message_id, date: Math.floor(date / 1000), chat, text } })
})
// What was said since the last time somebody looked, for a load test that looks often.
const looked = {}
front.get('/said/:token', (request, response) => {
  const { token } = request.params
  const said = server.storage.botMessages.slice(looked[token] || 0)
  looked[token] = server.storage.botMessages.length
  response.json({ said: said.map(({ message }) => ({ message: { chat_id: message.chat_id } })) })
})
front.all('/bot:token/:method', (request, response, next) => {
  if (/^(setMy|sendChatAction|answerCallbackQuery)/.test(request.params.method)) response.json({ ok: true, result: true })
  else next()
})
front.use(server.webServer)
front.listen(port, '127.0.0.1', () => console.log('ready'))
