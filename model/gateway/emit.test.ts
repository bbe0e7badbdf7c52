import fc from 'fast-check';
import {
  block,
  directive,
  dollarVariable,
  literal,
  map,
  matching,
  OTHERWISE,
  render,
} from './emit';

/** Reads words as NGINX's `ngx_conf_read_token` does; stands for its letter, so it is as plain. */
function words(text: string): string[] {
  const found: string[] = [];
  let at = 0;
  while (at < text.length) {
    const first = text.charAt(at);
    if (/[\s;{}]/.test(first)) {
      at += 1;
      continue;
    }
    const quote = first === '"' || first === "'" ? first : '';
    let word = '';
    at += quote.length;
    for (; at < text.length; at += 1) {
      const one = text.charAt(at);
      if (one === '\\') {
        const next = text.charAt(at + 1);
        word += /["'\\]/.test(next) ? next : one + next;
        at += 1;
      } else if (quote === '' ? /[\s;{]/.test(one) : one === quote) break;
      else word += one;
    }
    at += quote.length;
    found.push(word);
  }
  return found;
}

const printable = fc.string({ unit: 'grapheme-ascii' });

describe('render', () => {
  it('nests blocks', () => {
    const lines = [block('server', [], [directive('listen', 8080, 'backlog=1')])];
    expect(render(lines)).toBe('server {\n    listen 8080 backlog=1;\n}\n');
  });

  it('writes words that NGINX reads as they are', () => {
    fc.assert(
      fc.property(fc.array(printable, { minLength: 1 }), (args) => {
        expect(words(render([directive('x', ...args)]))).toEqual(['x', ...args]);
      }),
    );
  });

  it('writes texts in which NGINX reads no variable', () => {
    fc.assert(
      fc.property(printable, (text) => {
        const [, word = ''] = words(render([directive('x', literal(text))]));
        expect(word.replaceAll('${cutover_dollar}', '')).not.toContain('$');
        expect(word.replaceAll('${cutover_dollar}', '$')).toBe(text);
      }),
    );
  });

  it.each(['a\nb', 'a\rb', 'a\0b', 'a\x7fb'])(
    'refuses %j, which could be another header',
    (text) => {
      expect(() => render([directive('add_header', 'X', literal(text))])).toThrow(
        `control character in the configuration: ${JSON.stringify(text)}`,
      );
    },
  );
});

describe('map', () => {
  it('keeps apart texts, regular expressions and words of NGINX', () => {
    const entries = map('$route', '$x', [
      ['default', 1],
      ['~a', 2],
      ['\\b', 3],
      [matching('^a{2}'), 4],
      [matching('b', { ignoreCase: true }), 5],
      [OTHERWISE, ''],
    ]);
    expect(render([entries]).split('\n')).toEqual([
      'map $route $x {',
      '    "\\\\default" 1;',
      '    "\\\\~a" 2;',
      '    "\\\\\\\\b" 3;',
      '    "~^a{2}" 4;',
      '    ~*b 5;',
      '    default "";',
      '}',
      '',
    ]);
  });
});

describe('dollarVariable', () => {
  it('is there where a text needs it, and nowhere else', () => {
    expect(dollarVariable([directive('x', '$host')])).toEqual([]);
    expect(render(dollarVariable([directive('x', literal('$host'))]))).toBe(
      'geo $cutover_dollar {\n    default $;\n}\n',
    );
  });
});
