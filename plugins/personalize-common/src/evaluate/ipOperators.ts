import { Answer, answerOf } from './answer';
import { operatorPair } from './operator';
import { Pattern, patternText } from './pattern';

interface Address {
  bits: 32 | 128;
  value: bigint;
}

function parseIpv4(text: string): Address | undefined {
  const parts = text.split('.');
  const fits =
    parts.length === 4 &&
    parts.every(part => /^\d{1,3}$/.test(part) && Number(part) <= 255);
  return fits
    ? {
        bits: 32,
        value: parts.reduce(
          (value, part) => value * BigInt(256) + BigInt(part),
          BigInt(0),
        ),
      }
    : undefined;
}

function parseIpv6(text: string): Address | undefined {
  const halves = text.split('::').map(half => (half ? half.split(':') : []));
  const groups = halves.flat();
  const isShortened = halves.length === 2;
  const fits =
    halves.length <= 2 &&
    (isShortened ? groups.length < 8 : groups.length === 8) &&
    groups.every(group => /^[0-9a-f]{1,4}$/i.test(group));
  if (!fits) {
    return undefined;
  }
  const zeros: string[] = Array(8 - groups.length).fill('0');
  const all = [...halves[0], ...zeros, ...(halves[1] ?? [])];
  return {
    bits: 128,
    value: BigInt(`0x${all.map(group => group.padStart(4, '0')).join('')}`),
  };
}

function parseAddress(text: string): Address | undefined {
  return parseIpv4(text) ?? parseIpv6(text);
}

/** Whether an address is in a range (CIDR notation, or one address). */
function isInRange(value: string, expected: Pattern): Answer {
  const [start, prefix, ...more] = patternText(expected).split('/');
  const address = parseAddress(value);
  const range = parseAddress(start);
  if (!address || !range || more.length > 0) {
    return 'unknown';
  }
  const length = prefix === undefined ? range.bits : Number(prefix);
  if (
    (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) ||
    length > range.bits
  ) {
    return 'unknown';
  }
  const shift = BigInt(range.bits - length);
  return answerOf(
    address.bits === range.bits &&
      address.value >> shift === range.value >> shift,
  );
}

/**
 * The widest ranges that registries give one organisation. No policy lists a wider
 * range as its author's own.
 */
const WIDEST_OWN_PREFIX = { 4: 8, 6: 16 };

function isWide(expected: Pattern): boolean {
  const [start, prefix] = patternText(expected).split('/');
  const widest = WIDEST_OWN_PREFIX[start.includes(':') ? 6 : 4];
  return prefix !== undefined && !(Number(prefix) >= widest);
}

/** IPv4 and IPv6 addresses and ranges. */
export const IP_OPERATORS = operatorPair(
  'IpAddress',
  'NotIpAddress',
  isInRange,
  { isWide },
);
