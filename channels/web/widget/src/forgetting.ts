// Forgetting a chat, here and on the server. It asks once, because nobody can bring the chat back.

import type { Chat } from './chat'
import { button, make } from './make'
import type { MakePage } from './menu'
import { say } from './words'

export const forgetPage =
  (chat: Chat): MakePage =>
  menu => {
    const forget = async (): Promise<void> => {
      try {
        await chat.forget()
        menu.close()
      } catch {
        menu.tell(say('forget_later'))
      }
    }
    return {
      title: say('forget'),
      body: [
        make('p', {}, say('forget_ask')),
        make('p', { class: 'note' }, say('forget_history')),
        make(
          'div',
          { class: 'buttons' },
          button({ class: 'danger', id: 'forget-yes', click: () => void forget() }, say('forget_yes')),
          button({ id: 'forget-no', click: () => menu.close() }, say('forget_no')),
        ),
      ],
    }
  }
