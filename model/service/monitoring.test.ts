import { gateMode, monitoring } from './monitoring';

const prometheus = 'http://prometheus.monitoring:9090';

describe('gateMode', () => {
  it.each([
    [{}, 'off'],
    [{ prometheus }, 'enforce'],
    [{ prometheus, gates: 'advise' }, 'advise'],
    [{ prometheus, gates: 'off' }, 'off'],
  ])('of %j is %s', (parts, mode) => {
    expect(gateMode(monitoring.parse(parts))).toBe(mode);
  });
});

describe('the Prometheus that is asked', () => {
  it.each([prometheus, 'https://metrics.example.com/prometheus', 'http://[2001:db8::1]:9090'])(
    'may be %s',
    (url) => {
      expect(monitoring.safeParse({ prometheus: url }).success).toBe(true);
    },
  );

  it.each([
    ['prometheus:9090', 'be a URL such as http://prometheus.monitoring:9090'],
    ['ftp://prometheus', 'be a URL such as http://prometheus.monitoring:9090'],
    ['http://me:secret@prometheus', 'hold no user, no password, no query and no fragment'],
    ['http://prometheus?x=1', 'hold no user, no password, no query and no fragment'],
  ])('may not be %s', (url, message) => {
    expect(monitoring.safeParse({ prometheus: url }).error?.issues[0]?.message).toBe(message);
  });
});
