// A QR code as a drawing.
import {encodeQr} from './qr_code.js';

const border = 4;  // modules, as the standard wants
const namespace = 'http://www.w3.org/2000/svg';

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function svg(name, attributes) {
  const element = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/**
 * Dark on light, whatever the colours of the page: not every reader takes the reverse.
 * @param {string} text
 * @returns {Element}
 */
export function qrElement(text) {
  const rows = encodeQr(text);
  const size = rows.length + 2 * border;
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + border} ${y + border}h1v1h-1z` : ''))).join('');
  const drawing = svg('svg', {viewBox: `0 0 ${size} ${size}`, 'shape-rendering': 'crispEdges'});
  drawing.append(svg('rect', {width: size, height: size, fill: '#fff'}), svg('path', {d: path, fill: '#000'}));
  return drawing;
}
