// Reads a reply aloud with the voices that the phone has. Where it has none for a language, there is no button.

const synthesis = 'speechSynthesis' in window ? window.speechSynthesis : null
let speaking: { stopped: () => void } | null = null
let spoken = 0

function voiceFor(language: string): SpeechSynthesisVoice | undefined {
  return synthesis?.getVoices().find(voice => voice.lang.toLowerCase().split(/[-_]/)[0] === language)
}

export const canSpeak = (language: string): boolean => voiceFor(language) !== undefined

/** Voices come late in some browsers; then buttons come late too. */
export function whenVoicesChange(act: () => void): void {
  synthesis?.addEventListener?.('voiceschanged', act)
}

export function stop(): void {
  spoken += 1
  synthesis?.cancel()
  speaking?.stopped()
  speaking = null
}

/** Reads sentences one after the other: some phones fall silent in the middle of long texts. */
export function speak(sentences: string[], language: string, stopped: () => void): void {
  stop()
  const voice = voiceFor(language)
  if (!synthesis || !voice) return
  const mine = spoken
  speaking = { stopped }
  const next = (): void => {
    if (mine !== spoken) return
    const sentence = sentences.shift()
    if (sentence === undefined) {
      stop()
      return
    }
    const said = new SpeechSynthesisUtterance(sentence)
    said.voice = voice
    said.lang = voice.lang
    said.onend = next
    said.onerror = () => mine === spoken && stop()
    synthesis.speak(said)
  }
  next()
}
