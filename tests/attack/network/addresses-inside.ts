/** IPv4 addresses that nothing outside may reach through the scraper. */
export const TARGETS_V4 = [
  '127.0.0.2',
  '127.255.255.254',
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '100.64.0.1',
  '169.254.169.254',
  '169.254.170.2',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.192',
  '192.168.0.1',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '168.63.129.16',
  '192.88.99.1',
];
export const TARGETS_V6 = [
  '::',
  '::1',
  'fe80::1',
  'fec0::1',
  'fc00::1',
  'fd00:ec2::254',
  'ff02::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2001:0:7f00:1::',
  '64:ff9b:1::7f00:1',
];

const octets = (address: string) => address.split('.').map(Number) as [number, number, number, number];
const number = (address: string) => octets(address).reduce((sum, part) => sum * 256 + part, 0);
const hex = (value: number, width = 0) => value.toString(16).padStart(width, '0');
export const pairs = (address: string) => {
  const [a, b, c, d] = octets(address);
  return `${hex(a * 256 + b)}:${hex(c * 256 + d)}`;
};

/** Ways to write an IPv4 address as the host of a URL. */
const NOTATIONS: Record<string, (address: string) => string> = {
  dotted: (address) => address,
  'with a dot at the end': (address) => `${address}.`,
  decimal: (address) => String(number(address)),
  hexadecimal: (address) => `0x${hex(number(address))}`,
  'hexadecimal, upper case': (address) => `0X${hex(number(address)).toUpperCase()}`,
  octal: (address) => `0${number(address).toString(8)}`,
  'dotted hexadecimal': (address) =>
    octets(address)
      .map((part) => `0x${hex(part)}`)
      .join('.'),
  'dotted octal': (address) =>
    octets(address)
      .map((part) => `0${part.toString(8)}`)
      .join('.'),
  'dotted octal with zeros': (address) =>
    octets(address)
      .map((part) => `000${part.toString(8)}`)
      .join('.'),
  'three parts': (address) => {
    const [a, b, c, d] = octets(address);
    return `${a}.${b}.${c * 256 + d}`;
  },
  'two parts': (address) => {
    const [a, b, c, d] = octets(address);
    return `${a}.${(b * 256 + c) * 256 + d}`;
  },
  'full-width digits': (address) =>
    address.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  'an ideographic full stop': (address) => address.replaceAll('.', '\u3002'),
  'escaped dots': (address) => address.replaceAll('.', '%2e'),
  'escaped digits': (address) => address.replaceAll(/\d/g, (digit) => `%3${digit}`),
  mapped: (address) => `[::ffff:${address}]`,
  'mapped, hexadecimal': (address) => `[::ffff:${pairs(address)}]`,
  'mapped, in full': (address) => `[0:0:0:0:0:ffff:${pairs(address)}]`,
  compatible: (address) => `[::${pairs(address)}]`,
  translated: (address) => `[::ffff:0:${pairs(address)}]`,
  NAT64: (address) => `[64:ff9b::${pairs(address)}]`,
  '6to4': (address) => `[2002:${pairs(address)}::]`,
  'soft hyphen inside': (address) => address.replace('.', '\u00ad.'),
  'tab inside': (address) => address.replace('.', '.\t'),
};

const hostsOf = (address: string) =>
  address.includes(':')
    ? [`[${address}]`, `[${address}%25eth0]`]
    : Object.values(NOTATIONS).map((write) => write(address));
/** The addresses in every notation. */
export const HOSTS = [...TARGETS_V4, ...TARGETS_V6].flatMap(hostsOf);
/** Ways to write a URL with the host, with this scheme where the way has none of its own. */
const wrappings = (scheme: 'http' | 'https'): ((host: string) => string)[] => [
  (host) => `${scheme}://${host}/`,
  (host) => `https://${host}/`,
  (host) => `${scheme.toUpperCase()}:/\\${host}`,
  (host) => `${scheme}:${host}`,
  (host) => `${scheme}://${host}:80/x`,
  (host) => `${scheme}://${host}:6379/`,
  (host) => `${scheme}://user@${host}/`,
  (host) => `${scheme}://a.example@${host}/`,
  (host) => `${scheme}://a.example:80@${host}/`,
  (host) => `${scheme}://${host}#@a.example/`,
  (host) => `${scheme}://${host}?@a.example/`,
  (host) => `${scheme}://${host}\\@a.example/`,
  (host) => ` ${scheme}://${host}/\n`,
  (host) => `//${host}/`,
  (host) => `ftp://${host}/`,
  (host) => `gopher://${host}/`,
  (host) => `file://${host}/etc/passwd`,
  (host) => `data:text/html,${host}`,
  (host) => `jar:${scheme}://${host}!/`,
];

/** URLs of every host, in every way. */
export const urlsOf = (scheme: 'http' | 'https'): string[] =>
  HOSTS.flatMap((host) => wrappings(scheme).map((wrap) => wrap(host)));
