// A camera whose frames carry the time at which they were made: the same picture, barcode and size as native/stamp.cpp.
const width = 640, height = 360, rate = 30;
const textureWidth = 1000;
const block = 16, blockCount = 36, barcodeX = 32, barcodeY = 160, barcodeHeight = 32;
const dark = 30, light = 220;

function wallTicks() {
  return Math.floor((performance.timeOrigin + performance.now()) * 10);
}

function checksum(ticks, source) {
  let sum = 9 + 5 * source;
  for (let shift = 0; shift < 24; shift += 4) sum = (Math.imul(sum, 3) + ((ticks >>> shift) & 15)) >>> 0;
  return (sum ^ (sum >>> 4) ^ (sum >>> 8)) & 15;
}

function bitsOf(ticks, source) {
  const text = (value, length) => value.toString(2).padStart(length, '0');
  return '1010' + text((ticks ^ 0xAAAAAA) & 0xFFFFFF, 24) + text(source, 2) + text(checksum(ticks, source), 4) + '01';
}

function drawTexture(frame, texture, number) {
  const x = number * 3 % 256, y = number % 128;
  for (let row = 0; row < height; ++row) {
    const from = (y + row) * textureWidth + x;
    frame.set(texture.subarray(from, from + width), row * width);
  }
}

function drawBarcode(frame, source) {
  frame.fill(dark, (barcodeY - 4) * width, (barcodeY + barcodeHeight + 4) * width);
  const bits = bitsOf(wallTicks() % 2 ** 24, source);
  for (let row = barcodeY; row < barcodeY + barcodeHeight; ++row) {
    for (let i = 0; i < blockCount; ++i) {
      const x = row * width + barcodeX + i * block;
      if (bits[i] === '1') frame.fill(light, x, x + block);
    }
  }
}

/** A live video track; frames go to the track as soon as they have been drawn. */
export async function startCamera(source) {
  const texture = new Uint8Array(await (await fetch('texture')).arrayBuffer());
  const generator = new MediaStreamTrackGenerator({kind: 'video'});
  const writer = generator.writable.getWriter();
  const frame = new Uint8Array(width * height * 3 / 2).fill(128, width * height);
  const started = performance.now();
  let number = 0;
  const next = () => {
    drawTexture(frame, texture, number);
    drawBarcode(frame, source);
    writer.write(new VideoFrame(frame, {
      format: 'I420', codedWidth: width, codedHeight: height, timestamp: Math.round(performance.now() * 1000),
    }));
    number = Math.max(number + 1, Math.ceil((performance.now() - started) * rate / 1000));
    setTimeout(next, started + number * 1000 / rate - performance.now());
  };
  next();
  return generator;
}
