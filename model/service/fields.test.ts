import type { z } from 'zod';
import {
  containerPath,
  cpu,
  durationWithin,
  environmentName,
  foreignName,
  headerValue,
  image,
  memory,
  network,
  oneLine,
  seconds,
  urlPath,
} from './fields';
import { memoryBytes, milliCpus } from './quantity';

const messages = (schema: z.ZodType, value: unknown): string[] =>
  (schema.safeParse(value).error?.issues ?? []).map(({ message }) => message);

const digest = `sha256:${'0'.repeat(64)}`;

describe('a field', () => {
  it.each<[string, z.ZodType, unknown[]]>([
    ['an amount of CPU', cpu, ['1', '2.5', '0.5', '500m', '100']],
    ['an amount of memory', memory, ['4Mi', '192Mi', '1.5Gi', '2G', '4194304']],
    [
      'an image',
      image,
      [
        'a:1',
        'library/nginx:1.30',
        'host:5000/a/b:v1.0',
        `a@${digest}`,
        `ghcr.io/a/b-c:1@${digest}`,
      ],
    ],
    ['a path in a container', containerPath, ['/tmp', '/etc/app/a.conf', '/a/..b', '/.env']],
    ['a name in the environment', environmentName, ['A', '_a', 'mapping_dsl_v2_enabled']],
    ['the name of an object', foreignName, ['a', 'letsencrypt-prod', 'a.b']],
    ['a network', network, ['10.0.0.0/8', '0.0.0.0/0', '2001:db8::/32']],
    ['a header', headerValue, ['', "default-src 'none'; frame-ancestors 'none'"]],
    ['the path of a request', urlPath, ['/', '/a%20b', '/api/v1/mappings/dry-run']],
  ])('takes for %s what is one', (_, schema, values) => {
    expect(values.flatMap((value) => messages(schema, value))).toEqual([]);
  });

  it.each<[z.ZodType, unknown[], string]>([
    [
      cpu,
      ['0', '0.0', '0m', '1.2m', '-1', '1 ', '2Gi', ''],
      'be CPUs such as "500m" or "2", more than 0',
    ],
    [memory, ['500m', '0Gi', '1gi', '', '1,5Gi'], 'be memory such as "512Mi" or "2Gi"'],
    [memory, ['512', '3Mi', '4k'], 'be at least 4Mi, with a unit such as Mi or Gi'],
    [image, ['a', 'host:5000/a'], 'carry a tag or a digest'],
    [
      image,
      ['', 'A:1', 'a:1 ', 'a:', '$x:1', 'a@sha256:0'],
      'be a container image such as registry.example.com/shop:1.4.2',
    ],
    [
      containerPath,
      ['', '/', 'tmp', '/tmp/', '/a//b', '/a/../b', '/a/.', '/a b'],
      'be an absolute path such as /etc/app, without . or .. in it, and not / itself',
    ],
    [
      environmentName,
      ['', '1A', 'A-B', '__proto__'],
      'be an environment name of letters, digits and _',
    ],
    [
      foreignName,
      ['', 'A', '-a', 'a..b'],
      'be the name of a Kubernetes object, of a-z, 0-9, - and .',
    ],
    [
      network,
      ['10.0.0.1', '10.0.0.0/33', 'any'],
      'be a network such as 10.0.0.0/8 or 2001:db8::/32',
    ],
    [headerValue, ['a\nb', 'é', '\u0000'], 'be one line of printable ASCII'],
    [oneLine(9), ['a\nb', 'a\tb', 'a\u0007'], 'be one line of text'],
    [
      urlPath,
      ['', 'a', '/a b', '/a?b', '/"', '/{', '/;', '/$x', '/\\'],
      "be a path such as /health, of letters, digits and ._~!&'()*+,=:@%/-",
    ],
  ])('tells the rule: %#', (schema, values, message) => {
    expect(values.map((value) => messages(schema, value))).toEqual(values.map(() => [message]));
  });
});

describe('a duration', () => {
  it.each([
    ['0', 0],
    ['30s', 30],
    ['15m', 900],
    ['48h', 172_800],
    ['14d', 1_209_600],
  ])('%s is %d seconds', (text, expected) => {
    expect(seconds(text)).toBe(expected);
  });

  it('keeps to its bounds, which are allowed themselves', () => {
    const schema = durationWithin('1s', '1h');
    expect(['1s', '60m', '1h'].flatMap((text) => messages(schema, text))).toEqual([]);
    expect(messages(schema, '0')).toEqual(['be at least 1s']);
    expect(messages(schema, '61m')).toEqual(['be at most 1h']);
    expect(messages(schema, '5')).toEqual(['be a duration such as 30s, 15m, 48h or 14d']);
  });
});

describe('a quantity', () => {
  it.each([
    ['2', 2_000],
    ['500m', 500],
    ['0.25', 250],
  ])('%s is %d thousandths of a CPU', (text, expected) => {
    expect(milliCpus(text)).toBe(expected);
  });

  it.each([
    ['192Mi', 192 * 1_024 * 1_024],
    ['2G', 2_000_000_000],
    ['1.5Ki', 1_536],
    ['7', 7],
  ])('%s is %d bytes', (text, expected) => {
    expect(memoryBytes(text)).toBe(expected);
  });
});
