// MD5 (RFC 1321) of what fits one block. Browsers have none, and S3 asks for that of a customer's key, so that a key
// that was garbled on its way is noticed. It protects nothing here.

const MAX_BYTES = 55;
const TURNS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];
const SINES = Uint32Array.from({ length: 64 }, (_, step) => Math.floor(2 ** 32 * Math.abs(Math.sin(step + 1))));
const START = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
const MIXES = [
  (b, c, d, step) => [(b & c) | (~b & d), step],
  (b, c, d, step) => [(b & d) | (c & ~d), 5 * step + 1],
  (b, c, d, step) => [b ^ c ^ d, 3 * step + 5],
  (b, c, d, step) => [c ^ (b | ~d), 7 * step],
];

export function md5(bytes) {
  if (bytes.length > MAX_BYTES) {
    throw new Error("more than a block");
  }
  const block = new DataView(new ArrayBuffer(64));
  bytes.forEach((byte, at) => block.setUint8(at, byte));
  block.setUint8(bytes.length, 0x80);
  block.setUint32(56, 8 * bytes.length, true);
  let [a, b, c, d] = START;
  for (let step = 0; step < 64; step += 1) {
    const round = step >> 4;
    const [mixed, word] = MIXES[round](b, c, d, step);
    const sum = (a + mixed + SINES[step] + block.getUint32(4 * (word % 16), true)) | 0;
    const turn = TURNS[round][step % 4];
    [a, d, c, b] = [d, c, b, (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0];
  }
  const digest = new DataView(new ArrayBuffer(16));
  [a, b, c, d].forEach((word, at) => digest.setUint32(4 * at, (word + START[at]) | 0, true));
  return new Uint8Array(digest.buffer);
}
