// Where the worker writes, or tells of a file. A file never leaves the phone: only its type and size are told, and the
// assistant says what can be done with it.

import { icon } from './icons'
import { button, make, unseen } from './make'
import { say } from './words'

export interface Written {
  text?: string
  file?: { type: string; size: number }
}

const TYPES = 'image/*,audio/*,video/*,application/pdf,text/plain'

export class Writing {
  readonly field = make('textarea', {
    id: 'message',
    rows: 1,
    maxlength: 10_000,
    autocomplete: 'off',
    enterkeyhint: 'send',
    placeholder: say('message'),
    dir: 'auto',
  })
  readonly element: HTMLFormElement

  constructor(private write: (written: Written) => void) {
    const files = make('input', { type: 'file', accept: TYPES, hidden: true, tabindex: -1, 'aria-hidden': 'true' })
    files.addEventListener('change', () => {
      this.tell(files.files)
      files.value = ''
    })
    this.element = make(
      'form',
      { id: 'form', 'aria-label': say('message') },
      button({ class: 'round', click: () => files.click() }, icon('clip'), unseen(say('attach'))),
      files,
      make('label', { class: 'unseen', for: 'message' }, say('message')),
      this.field,
      make('button', { type: 'submit', class: 'send' }, icon('send'), make('span', {}, say('send'))),
    )
    this.element.addEventListener('submit', event => {
      event.preventDefault()
      this.submit()
    })
    this.field.addEventListener('keydown', event => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
      event.preventDefault()
      this.submit()
    })
    this.field.addEventListener('paste', event => {
      if (!event.clipboardData?.files.length) return
      event.preventDefault()
      this.tell(event.clipboardData.files)
    })
  }

  private submit(): void {
    const text = this.field.value.trim()
    this.field.value = ''
    this.field.focus()
    if (text) this.write({ text })
  }

  private tell(files: FileList | null): void {
    for (const { type, size } of files ?? []) this.write({ file: { type: type || 'application/octet-stream', size } })
  }
}
