// Says what is wrong with the page it stands in, a line each, to the frame around it.
const faults = ['probed'];
const root = document.documentElement;
for (const one of document.querySelectorAll('details')) one.open = true;
if (root.scrollWidth > innerWidth) faults.push(`scrolls sideways: ${root.scrollWidth} in ${innerWidth}`);

for (const link of document.querySelectorAll('a[href^="#"]'))
  if (!document.getElementById(link.hash.slice(1))) faults.push(`leads nowhere: ${link.hash}`);

for (const one of document.querySelectorAll('a[href], summary, [tabindex]')) {
  if (one.tabIndex < 0) faults.push(`not reached by keyboard: ${one.outerHTML.slice(0, 80)}`);
}
for (const one of document.querySelectorAll('[aria-labelledby]'))
  for (const id of one.getAttribute('aria-labelledby').split(' '))
    if (!document.getElementById(id)) faults.push(`label is missing: ${id}`);
for (const rule of document.querySelectorAll('.rule')) {
  rule.focus();
  const tip = rule.querySelector('.tip');
  if (document.activeElement !== rule || !tip || !tip.getClientRects().length)
    faults.push(`says nothing to the keyboard: ${rule.textContent.slice(0, 40)}`);
  if (root.scrollWidth > innerWidth) faults.push(`scrolls sideways with its words: ${rule.textContent.slice(0, 40)}`);
}
document.activeElement.blur();
const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
if (new Set(ids).size !== ids.length) faults.push('an id stands twice');
for (const svg of document.querySelectorAll('svg'))
  if (!svg.querySelector('title') || !svg.querySelector('desc')) faults.push('a drawing has no words');

const parts = colour => (colour.match(/[\d.]+/g) || []).map(Number);
const light = ([r, g, b]) => [r, g, b].map(part => part / 255)
  .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
  .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
const ground = one => {
  for (let at = one; at; at = at.parentElement) {
    const colour = parts(getComputedStyle(at).backgroundColor);
    if (colour.length === 3 || colour[3] > 0) return colour;
  }
  return [255, 255, 255];
};
const ratio = (a, b) => {
  const [most, least] = [light(a), light(b)].sort((x, y) => y - x);
  return (most + 0.05) / (least + 0.05);
};
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let text = texts.nextNode(); text; text = texts.nextNode()) {
  const one = text.parentElement;
  if (!text.data.trim() || one.closest('svg, script, style') || !one.getClientRects().length) continue;
  const found = ratio(parts(getComputedStyle(one).color), ground(one));
  if (found < 4.5) faults.push(`contrast ${found.toFixed(2)}: ${text.data.trim().slice(0, 40)}`);
}
for (const shape of document.querySelectorAll('rect:not(.track)')) {
  // What is hollow is seen by its edge.
  const look = getComputedStyle(shape);
  const colour = parts(look.fill === 'none' ? look.stroke : look.fill);
  const found = ratio(colour, ground(shape.closest('svg').parentElement));
  if (found < 3) faults.push(`contrast of a mark ${found.toFixed(2)}: ${shape.getAttribute('class')}`);
}
parent.postMessage(faults.join('\n'), '*');
