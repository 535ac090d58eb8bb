// Small line drawings, for those who read little. They say nothing to a screen reader: words stand beside them.

const DRAWN = {
  menu: 'M4 7h16M4 12h16M4 17h16',
  leave: 'M14 4H6v16h8M10 12h11m-4-4 4 4-4 4',
  close: 'M6 6l12 12M18 6 6 18',
  back: 'M15 5l-7 7 7 7',
  send: 'M4 12 20 5l-5 15-3-6-8-2z',
  clip: 'M20 11l-8.5 8a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 5 5l-8.5 8a1.7 1.7 0 0 1-2.4-2.4L15 7',
  phone: 'M6 3h4l1.5 5L9 10a12 12 0 0 0 5 5l2-2.5 5 1.5v4a2 2 0 0 1-2 2A15 15 0 0 1 4 5a2 2 0 0 1 2-2z',
  chat: 'M4 5h16v11H11l-5 4v-4H4z',
  alert: 'M12 3 2 20h20zM12 9v5M12 17v.5',
  speak: 'M4 9v6h4l5 4V5L8 9zM16.5 8.5a5 5 0 0 1 0 7M19 6a9 9 0 0 1 0 12',
  stop: 'M7 7h10v10H7z',
  save: 'M12 4v11m-5-5 5 5 5-5M4 20h16',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5',
  key: 'M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11 12l9-9M16 7l3 3',
  trash: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10 11v5M14 11v5',
  again: 'M5 12a7 7 0 1 1 2 5M5 20v-4h4',
  keep: 'M7 3h10v18H7zM11 18h2',
  open: 'M4 12h11m-4-4 4 4-4 4M14 4h6v16h-6',
  globe: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c-5 5-5 13 0 18M12 3c5 5 5 13 0 18',
  place: 'M12 21s7-6 7-12a7 7 0 0 0-14 0c0 6 7 12 7 12zM12 7a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  letter: 'M4 6h16v12H4zM4 7l8 6 8-6',
  pay: 'M3 7h18v11H3zM12 10a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM6 12.5v.1M18 12.5v.1',
  find: 'M4 8h16v11H4zM9 8V5h6v3M4 13h16',
  health: 'M12 20S4 15 4 9.5A4 4 0 0 1 12 8a4 4 0 0 1 8 1.5C20 15 12 20 12 20z',
  home: 'M4 11l8-7 8 7M6 10v10h12V10M10 20v-6h4v6',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21a8 8 0 0 1 16 0',
  more: 'M5 12h.1M12 12h.1M19 12h.1',
}

export type IconName = keyof typeof DRAWN
const SVG = 'http://www.w3.org/2000/svg'
/** These point along the line, so they turn round where one writes from right to left. */
const POINTING: readonly IconName[] = ['leave', 'back', 'send', 'open', 'again']

export function icon(name: IconName): SVGElement {
  const drawing = document.createElementNS(SVG, 'svg')
  drawing.setAttribute('viewBox', '0 0 24 24')
  drawing.setAttribute('aria-hidden', 'true')
  if (POINTING.includes(name)) drawing.setAttribute('class', 'points')
  const line = document.createElementNS(SVG, 'path')
  line.setAttribute('d', DRAWN[name])
  drawing.append(line)
  return drawing
}
