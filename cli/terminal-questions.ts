import { isCancel, text } from '@clack/prompts';
import type { Questions } from './questions';

/** Asks at the terminal, on stderr: stdout is for results. */
export const terminalQuestions: Questions = {
  ask: async ({ message, preset, check }) => {
    const answer = await text({
      message,
      output: process.stderr,
      ...(preset === undefined ? {} : { placeholder: preset, defaultValue: preset }),
      validate: (typed) => check(typed === undefined || typed === '' ? (preset ?? '') : typed),
    });
    return isCancel(answer) ? undefined : answer;
  },
};
