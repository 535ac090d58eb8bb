// Finds saved answers by likeness of words, without network: by groups of three and four letters, so that a word spelt
// otherwise, or with another ending, still counts. Rare groups say more than common ones. Right for all our scripts.
//
// With one way of asking held out of each answer, the right answer is among the first three for about 80 questions of
// 100 in English and Russian, 60 in Swahili, Nepali and Bengali, and 40 in Arabic (where much is in Latin letters).

export interface Searchable {
  title?: string
  text?: string
  search: string[]
}

/** Below this likeness an answer is not worth showing; nor is one that is far behind the best. */
const ENOUGH = 0.2
const NEAR = 0.5
/** How much counts: the two lines that are most like the question; all ways of asking together; the answer's text. */
const LINES = 0.5
const TOGETHER = 1
const TEXT = 0.1
/** An answer with more ways of asking than this does not profit from having many. */
const MANY = 30

interface Held<Answer> {
  answer: Answer
  lines: Set<string>[]
  lengths: number[]
  /** In how many lines of the answer each group stands. */
  counts: Map<string, number>
  text: Set<string>
}

export class Search<Answer extends Searchable> {
  private held: Held<Answer>[]
  private inLines = new Map<string, number>()
  private inAnswers = new Map<string, number>()
  private lineCount = 0

  constructor(answers: Answer[]) {
    this.held = answers.map(answer => {
      const lines = [answer.title ?? '', ...answer.search].map(groupsOf)
      const counts = new Map<string, number>()
      for (const group of lines.flatMap(line => [...line])) count(counts, group)
      for (const [group, times] of counts) {
        count(this.inLines, group, times)
        count(this.inAnswers, group)
      }
      this.lineCount += lines.length
      return { answer, lines, lengths: [], counts, text: groupsOf(answer.text ?? '') }
    })
    for (const one of this.held) one.lengths = one.lines.map(line => this.length(line))
  }

  best(question: string, most: number): Answer[] {
    const groups = [...groupsOf(question)]
    const length = this.length(groups)
    const whole = groups.reduce((sum, group) => sum + this.rarity(group), 0)
    if (!whole) return []
    const ranked = this.held
      .map(one => ({ answer: one.answer, score: this.score(one, groups, length, whole) }))
      .sort((one, other) => other.score - one.score)
    const floor = Math.max(ENOUGH, (ranked[0]?.score ?? 0) * NEAR)
    return ranked.filter(one => one.score >= floor).slice(0, most).map(one => one.answer)
  }

  private score(one: Held<Answer>, groups: string[], length: number, whole: number): number {
    const likeness = one.lines
      .map((line, place) => {
        const shared = groups.reduce((sum, group) => sum + (line.has(group) ? this.weight(group) : 0), 0)
        return shared / (length * (one.lengths[place] || 1))
      })
      .sort((first, second) => second - first)
    let together = 0
    let inText = 0
    for (const group of groups) {
      const times = one.counts.get(group) ?? 0
      together += (this.rarity(group) * times) / (times + 0.3 + (0.9 * one.lines.length) / MANY)
      if (one.text.has(group)) inText += this.rarity(group)
    }
    const lines = ((likeness[0] ?? 0) + (likeness[1] ?? 0)) / 2
    return LINES * lines + (TOGETHER * together + TEXT * inText) / whole
  }

  private length(groups: Iterable<string>): number {
    let sum = 0
    for (const group of groups) sum += this.weight(group)
    return Math.sqrt(sum)
  }

  private weight(group: string): number {
    return Math.log(1 + this.lineCount / (1 + (this.inLines.get(group) ?? 0))) ** 2
  }

  private rarity(group: string): number {
    return Math.log(1 + this.held.length / (1 + (this.inAnswers.get(group) ?? 0)))
  }
}

function count(counts: Map<string, number>, group: string, times = 1): void {
  counts.set(group, (counts.get(group) ?? 0) + times)
}

function groupsOf(text: string): Set<string> {
  const found = new Set<string>()
  for (const word of plain(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? []) {
    const letters = [...` ${word} `]
    for (const size of [3, 4]) {
      for (let place = 0; place + size <= letters.length; place++) found.add(letters.slice(place, place + size).join(''))
    }
  }
  return found
}

/** Lower case, without accents and Arabic vowel marks; the vowels of Devanagari and Bengali are letters and stay. */
export function plain(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g, '')
    .replace(/ى/g, 'ي')
    .replace(/ة/g, 'ه')
}
