import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULE_NAMES } from '../rule-names';
import { RULES } from './rules';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'policies.md'), 'utf8');

/** The part of the page on a rule. */
const partOn = (name: string): string =>
  page.split(/^### /m).find((part) => part.startsWith(`${name}\n`)) ?? '';

describe('the rules', () => {
  it('are those that an override may name, in the same order', () => {
    expect(RULES.map(({ name }) => name)).toEqual(RULE_NAMES);
  });

  it('stand on the page in the same order', () => {
    const headings = [...page.matchAll(/^### (.+)$/gm)].map(([, name]) => name);
    expect(headings).toEqual(RULE_NAMES);
  });

  it.each(RULES.map((rule) => [rule.name, rule] as const))(
    'say of %s what it asks for, why, and what can be configured',
    (name, { description, reason, configSchema }) => {
      const part = partOn(name).replace(/\s+/g, ' ');
      expect(part).toContain(description);
      expect(part).toContain(reason);
      for (const [key, schema] of Object.entries(configSchema.properties)) {
        const value = JSON.stringify(schema.default).replaceAll('|', '\\|');
        expect(part).toContain(`| \`${key}\` | \`${value}\` | ${schema.description ?? ''} |`);
      }
    },
  );

  it.each(RULES.map((rule) => [rule.name, rule] as const))(
    '%s has one kind of words: a sentence each, and a default for all that can be configured',
    (_, { description, reason, configSchema, enforcementLevel }) => {
      expect(description).toMatch(/^[A-Z].*\.$/);
      expect(reason).toMatch(/^[A-Z].*\.$/);
      expect(enforcementLevel).toBe('mandatory');
      for (const schema of Object.values(configSchema.properties)) {
        expect(schema).toHaveProperty('default');
        expect(schema.description).toMatch(/^[A-Z].*\.$/);
      }
    },
  );
});
