// Where the tiles go. Pure arithmetic, in pixels.

/**
 * @typedef {{x: number, y: number, width: number, height: number}} Rectangle
 */

const widest = 16 / 9;
const gap = 8;

/**
 * How narrow a tile may get: as a camera's picture, but on a phone held upright as its own camera's.
 * @param {Rectangle} area
 */
function narrowest({width, height}) {
  return height > width ? 3 / 4 : 4 / 3;
}

/**
 * The largest tile of an allowed shape that fits into a cell.
 * @param {number} width
 * @param {number} height
 * @param {number} least the smallest width / height
 */
function fit(width, height, least) {
  return width / height > widest
    ? {width: height * widest, height}
    : {width, height: Math.min(height, width / least)};
}

/**
 * `count` tiles in rows, as large as can be, centred; the last row may be shorter.
 * @param {number} count
 * @param {Rectangle} area
 * @returns {Rectangle[]}
 */
function inRows(count, area) {
  const least = narrowest(area);
  let best = {columns: 1, width: 0, height: 0};
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const tile = fit((area.width - gap * (columns - 1)) / columns, (area.height - gap * (rows - 1)) / rows, least);
    if (tile.width * tile.height > best.width * best.height) best = {columns, ...tile};
  }
  const {columns, width, height} = best;
  const rows = Math.ceil(count / columns);
  const top = area.y + (area.height - rows * (height + gap) + gap) / 2;
  return Array.from({length: count}, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = row === rows - 1 ? count - row * columns : columns;
    const left = area.x + (area.width - inRow * (width + gap) + gap) / 2;
    return {x: left + (index % columns) * (width + gap), y: top + row * (height + gap), width, height};
  });
}

/**
 * A rectangle for each tile.
 * @param {number} count
 * @param {number} width of what there is
 * @param {number} height
 * @param {number} [pinned] index of the one that is shown large, the others beside or below it
 * @returns {Rectangle[]}
 */
export function arrange(count, width, height, pinned = -1) {
  const area = {x: 0, y: 0, width, height};
  if (count === 0 || width <= 0 || height <= 0) return [];
  if (pinned < 0 || pinned >= count) return inRows(count, area);
  if (count === 1) return [area];
  const upright = height > width;
  const share = upright ? Math.min(0.45, 0.16 + 0.05 * count) : Math.min(0.28, 0.12 + 0.02 * count);
  const large = upright
    ? {...area, height: Math.round(height * (1 - share)) - gap}
    : {...area, width: Math.round(width * (1 - share)) - gap};
  const beside = upright
    ? {x: 0, y: large.height + gap, width, height: height - large.height - gap}
    : {x: large.width + gap, y: 0, width: width - large.width - gap, height};
  const small = inRows(count - 1, beside);
  return [...small.slice(0, pinned), large, ...small.slice(pinned)];
}
