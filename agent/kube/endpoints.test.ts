import { readSlice, readyAddresses, slicesOf, type VersionService } from './endpoints';

const versions: VersionService[] = [
  { version: 'v1', name: 'shop-v1', address: '10.96.0.1' },
  { version: 'v2', name: 'shop-v2', address: 'fd00::2' },
];
const slice = (service: string, more: object) => ({
  metadata: { labels: { 'kubernetes.io/service-name': service } },
  addressType: 'IPv4',
  ports: [{ name: 'http', port: 8080 }],
  endpoints: [],
  ...more,
});
const endpoint = (address: string, conditions?: object) => ({
  addresses: [address],
  ...(conditions && { conditions }),
});
const ready = (...slices: object[]) => readyAddresses(slices.map(readSlice), versions);

describe('the ready pods of the versions', () => {
  it('are those whose condition says so or says nothing', () => {
    const endpoints = [
      endpoint('10.0.0.3', { ready: true }),
      endpoint('10.0.0.2'),
      endpoint('10.0.0.1', { ready: null }),
      endpoint('10.0.0.9', { ready: false, serving: true, terminating: true }),
    ];
    expect(ready(slice('shop-v1', { endpoints }))).toEqual({
      v1: ['10.0.0.1:8080', '10.0.0.2:8080', '10.0.0.3:8080'],
      v2: [],
    });
  });

  it('come from all slices of a Service, each once, in the family of its own address', () => {
    const v6 = { addressType: 'IPv6', endpoints: [endpoint('fd00::9')] };
    const v4 = { endpoints: [endpoint('10.0.0.1')] };
    const slices = [
      slice('shop-v1', v4),
      slice('shop-v1', v4),
      slice('shop-v1', v6),
      slice('shop-v2', v4),
      slice('shop-v2', v6),
      slice('shop-nexten', v4),
    ];
    expect(ready(...slices)).toEqual({ v1: ['10.0.0.1:8080'], v2: ['[fd00::9]:8080'] });
  });

  it('are reached by the port named http, or the only one; without a port there are none', () => {
    const endpoints = [endpoint('10.0.0.1')];
    const ports = (list: unknown) => ready(slice('shop-v1', { endpoints, ports: list })).v1;
    expect(
      ports([
        { name: 'metrics', port: 9090 },
        { name: 'http', port: 80 },
      ]),
    ).toEqual(['10.0.0.1:80']);
    expect(ports([{ name: '', port: 81 }])).toEqual(['10.0.0.1:81']);
    expect(ports([{ port: null }])).toEqual([]);
    expect(ports(null)).toEqual([]);
  });

  it('may be none at all', () => {
    expect(ready(slice('shop-v1', { endpoints: null }))).toEqual({ v1: [], v2: [] });
    expect(ready()).toEqual({ v1: [], v2: [] });
  });
});

describe('the slices', () => {
  it('of all versions are one collection', () => {
    expect(slicesOf(versions)).toBe('kubernetes.io/service-name in (shop-v1,shop-v2)');
  });

  it('are refused when they are something else', () => {
    expect(() => readSlice({ metadata: {} })).toThrow('addressType');
  });
});
