// A drawing on the page as an SVG file that needs no style sheet: every element carries what the theme gave it.

import { escaped } from '../../../base/markup';
import { resolveColour } from '../../charts/colours';

const CARRIED = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'font-family', 'font-size', 'opacity'];
const TITLE_HEIGHT = 28;

export function pictureOf(svg: SVGSVGElement, title: string): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = svg.querySelectorAll('*');
  for (const [index, element] of [...copy.querySelectorAll('*')].entries()) {
    const style = getComputedStyle(originals[index]);
    for (const property of CARRIED) element.setAttribute(property, style.getPropertyValue(property));
    element.removeAttribute('class');
  }
  const [width, height] = [svg.clientWidth, svg.clientHeight];
  const page = getComputedStyle(svg);
  const background = resolveColour(document.body, '--surface');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + TITLE_HEIGHT}" viewBox="0 0 ${width} ${height + TITLE_HEIGHT}">
<rect width="100%" height="100%" fill="${background}"/>
<text x="12" y="19" fill="${page.color}" font-family="${escaped(page.fontFamily)}" font-size="14" font-weight="600">${escaped(title)}</text>
<g transform="translate(0 ${TITLE_HEIGHT})">${copy.innerHTML}</g>
</svg>
`;
}
