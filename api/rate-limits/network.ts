import { isIPv6 } from 'node:net';

/**
 * Whom an address is counted as. A provider gives a household or a server a whole /64 of IPv6 (RFC 6177), so one address of it says nothing.
 * @param address IPv4 or IPv6 as text
 * @returns the address itself; of IPv6 the first 64 bits, such as `2001:db8:0:1::/64`
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const [left, right] = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean)) as [
    string[],
    string[],
  ];
  // An IPv4 address at the end stands for two groups.
  const groups = left.length + right.length + (address.includes('.') ? 1 : 0);
  const all = [...left, ...(tail === undefined ? [] : Array<string>(8 - groups).fill('0')), ...right];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
