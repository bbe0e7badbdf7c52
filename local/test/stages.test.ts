import { chosenStages } from './stages';

const names = (only?: string): string[] => chosenStages(only).map(({ name }) => name);

describe('chosenStages', () => {
  it('takes all stages, the cheap ones first', () => {
    expect(names()).toEqual([
      'lint',
      'typecheck',
      'unit',
      'program',
      'provider',
      'integration',
      'e2e',
    ]);
  });

  it('takes named stages in their own order', () => {
    expect(names('e2e,unit')).toEqual(['unit', 'e2e']);
  });

  it('refuses unknown stages', () => {
    expect(() => names('unit,load')).toThrow(
      "'--only' (load) must name stages; choose from lint, typecheck, unit, program, provider, integration, e2e.",
    );
  });
});
