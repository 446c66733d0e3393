/** Lists of networks in CIDR form, and whether an address lies in one of them. */
import { BlockList, isIP } from 'node:net';

/** Such as `10.0.0.0/8, 2001:db8::/32, 192.0.2.7`; an address by itself is a network of one. */
export interface Networks {
  includes(address: string): boolean;
}

const EVERYWHERE: Networks = { includes: () => true };

function add(list: BlockList, text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  const bits = version === 4 ? 32 : 128;
  if (version === 0 || rest.length > 0) return false;
  if (prefix !== undefined && (!/^\d{1,3}$/.test(prefix) || Number(prefix) > bits)) return false;
  list.addSubnet(address, prefix === undefined ? bits : Number(prefix), `ipv${version as 4 | 6}`);
  return true;
}

/**
 * @param text networks with commas between them; empty or absent: every address
 * @returns null when one of them is none
 */
export function parseNetworks(text: string | undefined): Networks | null {
  const parts = (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) return EVERYWHERE;
  const list = new BlockList();
  if (!parts.every((part) => add(list, part))) return null;
  return {
    includes(address) {
      const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
      const version = isIP(plain);
      return version !== 0 && list.check(plain, `ipv${version as 4 | 6}`);
    },
  };
}
