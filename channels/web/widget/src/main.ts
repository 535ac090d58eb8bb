// Where the script begins.

import { HakiChat } from './element'

if (!customElements.get('haki-chat')) customElements.define('haki-chat', HakiChat)

// Only on our own page: the page itself is kept on the phone, so that it opens at once and without network.
if (document.querySelector('haki-chat[full]') && 'serviceWorker' in navigator) {
  navigator.serviceWorker.register('/sw.js').catch(() => undefined)
}
