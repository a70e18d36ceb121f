// QR codes (ISO/IEC 18004): bytes, error correction level M, versions 1 to 24. Pure arithmetic.

/** For each version: codewords of error correction in a block, and blocks (table 9 of the standard). */
const corrections = [
  [10, 1], [16, 1], [26, 1], [18, 2], [24, 2], [16, 4], [18, 4], [22, 4], [22, 5], [26, 5], [30, 5], [22, 8],
  [22, 9], [24, 9], [24, 10], [28, 10], [28, 11], [26, 13], [26, 14], [26, 16], [26, 17], [28, 17], [28, 18], [28, 20],
];

/** GF(256) with x^8 + x^4 + x^3 + x^2 + 1. */
const powers = new Uint8Array(255);
const logarithms = new Uint8Array(256);
for (let exponent = 0, value = 1; exponent < 255; exponent += 1) {
  powers[exponent] = value;
  logarithms[value] = exponent;
  value = (value << 1) ^ (value & 0x80 ? 0x11d : 0);
}

/** @param {number} a @param {number} b */
function multiply(a, b) {
  return a && b ? powers[(logarithms[a] + logarithms[b]) % 255] : 0;
}

/** The polynomial whose roots are the first `degree` powers, without its leading 1. @param {number} degree */
function generator(degree) {
  let result = [1];
  for (let root = 0; root < degree; root += 1) {
    const shifted = [...result, 0];
    result.forEach((factor, index) => { shifted[index + 1] ^= multiply(factor, powers[root]); });
    result = shifted;
  }
  return result.slice(1);
}

/** The rest of a division, Reed and Solomon's check bytes. @param {number[]} data @param {number[]} divisor */
function remainder(data, divisor) {
  const rest = new Array(divisor.length).fill(0);
  for (const byte of data) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    divisor.forEach((coefficient, index) => { rest[index] ^= multiply(coefficient, factor); });
  }
  return rest;
}

/** Where the centres of the alignment patterns are, across and down. @param {number} version */
function alignments(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const last = 4 * version + 10;
  const step = Math.ceil((last - 6) / (count - 1) / 2) * 2;
  return [6, ...Array.from({length: count - 1}, (_, index) => last - step * (count - 2 - index))];
}

/** Codewords that a version holds, of data and of correction. @param {number} version */
function capacity(version) {
  const patterns = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const aligned = patterns ? 25 * patterns * patterns - 10 * patterns - 55 : 0;
  return Math.floor(((16 * version + 128) * version + 64 - aligned - (version >= 7 ? 36 : 0)) / 8);
}

/** @param {number} version */
function dataCapacity(version) {
  const [check, blocks] = corrections[version - 1];
  return capacity(version) - check * blocks;
}

/** Header, bytes and padding. @param {Uint8Array} bytes @param {number} version */
function dataCodewords(bytes, version) {
  const room = dataCapacity(version);
  const length = (version < 10 ? 8 : 16);
  const bits = `0100${bytes.length.toString(2).padStart(length, '0')}${[...bytes].map(byte => byte.toString(2).padStart(8, '0')).join('')}`;
  const ended = bits.padEnd(Math.min(8 * room, bits.length + 4), '0');
  const whole = ended.padEnd(8 * Math.ceil(ended.length / 8), '0');
  const codewords = (whole.match(/.{8}/g) ?? []).map(byte => parseInt(byte, 2));
  for (let pad = 0xec; codewords.length < room; pad ^= 0xec ^ 0x11) codewords.push(pad);
  return codewords;
}

/** Data in blocks with their correction, interleaved. @param {number[]} data @param {number} version */
function interleave(data, version) {
  const [check, blocks] = corrections[version - 1];
  const divisor = generator(check);
  const short = Math.floor(data.length / blocks);
  const longer = data.length % blocks;
  let from = 0;
  const parts = Array.from({length: blocks}, (_, index) => {
    const part = data.slice(from, from + short + (index >= blocks - longer ? 1 : 0));
    from += part.length;
    return part;
  });
  const checks = parts.map(part => remainder(part, divisor));
  /** @param {number[][]} rows */
  const byColumns = rows => Array.from({length: Math.max(...rows.map(row => row.length))}, (_, column) =>
    rows.map(row => row[column]).filter(byte => byte !== undefined)).flat();
  return [...byColumns(parts), ...byColumns(checks)];
}

/** @type {((row: number, column: number) => boolean)[]} */
const masks = [
  (row, column) => (row + column) % 2 === 0,
  row => row % 2 === 0,
  (_, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => (row * column) % 2 + (row * column) % 3 === 0,
  (row, column) => ((row * column) % 2 + (row * column) % 3) % 2 === 0,
  (row, column) => ((row + column) % 2 + (row * column) % 3) % 2 === 0,
];

/** BCH code of a value. @param {number} value @param {number} polynomial @param {number} bits of the check */
function withCheck(value, polynomial, bits) {
  let rest = value;
  for (let step = 0; step < bits; step += 1) rest = (rest << 1) ^ ((rest >> (bits - 1)) & 1 ? polynomial : 0);
  return (value << bits) | (rest & ((1 << bits) - 1));
}

class Matrix {
  /** @param {number} version */
  constructor(version) {
    this.version = version;
    this.size = 17 + 4 * version;
    this.dark = Array.from({length: this.size}, () => new Array(this.size).fill(false));
    this.fixed = Array.from({length: this.size}, () => new Array(this.size).fill(false));
    this.#finders();
    this.#alignments();
    for (let index = 8; index < this.size - 8; index += 1) {
      this.#fix(6, index, index % 2 === 0);
      this.#fix(index, 6, index % 2 === 0);
    }
    this.format(0);
    this.#versions();
  }

  /** @param {number} row @param {number} column @param {boolean} dark */
  #fix(row, column, dark) {
    if (row < 0 || column < 0 || row >= this.size || column >= this.size) return;
    this.dark[row][column] = dark;
    this.fixed[row][column] = true;
  }

  /** Square rings around a centre; light ones at the given distances. @param {number} row @param {number} column @param {number} radius @param {number[]} light */
  #rings(row, column, radius, light) {
    for (let down = -radius; down <= radius; down += 1)
      for (let across = -radius; across <= radius; across += 1)
        this.#fix(row + down, column + across, !light.includes(Math.max(Math.abs(down), Math.abs(across))));
  }

  #finders() {
    for (const [row, column] of [[3, 3], [3, this.size - 4], [this.size - 4, 3]]) this.#rings(row, column, 4, [2, 4]);
  }

  #alignments() {
    const centres = alignments(this.version);
    for (const row of centres)
      for (const column of centres)
        if (!this.fixed[row][column]) this.#rings(row, column, 2, [1]);
  }

  /** Level and mask, twice. @param {number} mask */
  format(mask) {
    const bits = withCheck(mask, 0x537, 10) ^ 0x5412;  // level M is 00
    for (let index = 0; index < 15; index += 1) {
      const dark = ((bits >> index) & 1) === 1;
      if (index < 8) this.#fix(index < 6 ? index : index + 1, 8, dark);
      else this.#fix(8, index === 8 ? 7 : 14 - index, dark);
      if (index < 8) this.#fix(8, this.size - 1 - index, dark);
      else this.#fix(this.size - 15 + index, 8, dark);
    }
    this.#fix(this.size - 8, 8, true);
  }

  #versions() {
    if (this.version < 7) return;
    const bits = withCheck(this.version, 0x1f25, 12);
    for (let index = 0; index < 18; index += 1) {
      const dark = ((bits >> index) & 1) === 1;
      const along = Math.floor(index / 3);
      const across = this.size - 11 + index % 3;
      this.#fix(along, across, dark);
      this.#fix(across, along, dark);
    }
  }

  /** Upwards and downwards in pairs of columns, from the right. @param {number[]} codewords */
  fill(codewords) {
    let bit = 0;
    for (let right = this.size - 1; right > 0; right -= 2) {
      if (right === 6) right -= 1;
      const upwards = ((right + 1) & 2) === 0;
      for (let step = 0; step < this.size; step += 1) {
        const row = upwards ? this.size - 1 - step : step;
        for (const column of [right, right - 1]) {
          if (this.fixed[row][column]) continue;
          this.dark[row][column] = ((codewords[bit >> 3] >> (7 - (bit & 7))) & 1) === 1;
          bit += 1;
        }
      }
    }
  }

  /** @param {number} mask */
  toggle(mask) {
    for (let row = 0; row < this.size; row += 1)
      for (let column = 0; column < this.size; column += 1)
        if (!this.fixed[row][column] && masks[mask](row, column)) this.dark[row][column] = !this.dark[row][column];
  }

  /** How hard it would be to read: the standard's four features. */
  penalty() {
    const rows = this.dark.map(row => row.map(Number).join(''));
    const columns = rows.map((_, column) => rows.map(row => row[column]).join(''));
    let result = 0;
    for (const line of [...rows, ...columns]) {
      for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) result += run.length - 2;
      result += 40 * [...line.matchAll(/(?=10111010000|00001011101)/g)].length;
    }
    for (let row = 1; row < this.size; row += 1)
      for (let column = 1; column < this.size; column += 1) {
        const square = rows[row - 1].slice(column - 1, column + 1) + rows[row].slice(column - 1, column + 1);
        if (square === '0000' || square === '1111') result += 3;
      }
    const share = rows.join('').replaceAll('0', '').length / this.size ** 2;
    return result + 10 * Math.floor(Math.abs(share - 0.5) * 20);
  }
}

/**
 * The code of a text, its rows from the top; true is dark. A border of four light modules belongs around it.
 * @param {string} text at most 900 bytes of UTF-8
 * @returns {boolean[][]}
 */
export function encodeQr(text) {
  const bytes = new TextEncoder().encode(text);
  const version = corrections.findIndex((_, index) => dataCapacity(index + 1) >= bytes.length + (index < 9 ? 2 : 3)) + 1;
  if (version === 0) throw new RangeError('too long for a QR code');
  const matrix = new Matrix(version);
  matrix.fill(interleave(dataCodewords(bytes, version), version));
  const penalties = masks.map((_, mask) => {
    matrix.format(mask);
    matrix.toggle(mask);
    const penalty = matrix.penalty();
    matrix.toggle(mask);
    return penalty;
  });
  const best = penalties.indexOf(Math.min(...penalties));
  matrix.format(best);
  matrix.toggle(best);
  return matrix.dark;
}
