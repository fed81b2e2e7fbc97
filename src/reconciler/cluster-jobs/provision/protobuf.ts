/**
 * The fields of a protobuf message, in their order: whole numbers, and bytes for strings and inner
 * messages. Numbers of fixed width are passed over.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export interface Field {
  readonly number: number;
  readonly value: bigint | Buffer;
}

export function readFields(bytes: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    // Seven bits in each byte, the lowest first; the highest bit says that there is more.
    for (let weight = 1n; weight < 2n ** 64n && at < bytes.length; weight *= 128n) {
      const byte = bytes[at++];
      value += BigInt(byte % 128) * weight;
      if (byte < 128) return value;
    }
    throw new Error('not a protobuf message');
  };
  const skip = (length: number): Buffer => {
    if (at + length > bytes.length) throw new Error('a protobuf message that is cut short');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const key = varint();
    const number = Number(key / 8n);
    const wireType = Number(key % 8n);
    if (wireType === 0) fields.push({ number, value: varint() });
    else if (wireType === 2) fields.push({ number, value: skip(Number(varint())) });
    else if (wireType === 1) skip(8);
    else if (wireType === 5) skip(4);
    else throw new Error('not a protobuf message');
  }
  return fields;
}
