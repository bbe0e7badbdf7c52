import {
  DefaultRenderer,
  Listr,
  type ListrDefaultRendererLogLevels,
  ListrLogger,
  ProcessOutput,
} from 'listr2';

import type { Step, StepContext } from './step';

/** A plain log gets a line of a long step's progress this often, in milliseconds. */
const plainInterval = 15_000;
/** A terminal's elapsed time moves this often, in milliseconds. */
const terminalInterval = 1_000;

/** What all steps share; each gets its own `report` on top. */
type SharedContext = Omit<StepContext, 'report'>;

/** Runs the steps one after another and shows number, name, progress and time of each. */
export type StepRunner = (steps: readonly Step[], context: SharedContext) => Promise<void>;

/** @returns seconds with one decimal below a minute, else minutes and seconds. */
export function elapsed(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${String(Math.floor(whole / 60))} min ${String(whole % 60)} s`;
}

/** Lines for a log or a pipe: one when a step starts to say something, now and then one, and one at its end. */
export function plainRunner(write: (line: string) => void): StepRunner {
  return async (steps, context) => {
    for (const [index, step] of steps.entries()) {
      const label = `[${String(index + 1)}/${String(steps.length)}] ${step.title}`;
      const started = Date.now();
      let lastLine = 0;
      let latest = '';
      const say = (): void => {
        lastLine = Date.now();
        write(`${label}: ${latest} (${elapsed(lastLine - started)})`);
      };
      const ticker = setInterval(() => {
        if (Date.now() - lastLine >= plainInterval) say();
      }, plainInterval);
      const report = (text: string): void => {
        latest = text;
        if (Date.now() - lastLine >= plainInterval) say();
      };
      try {
        const result = await step.run({ ...context, report });
        write(`${label}: ${result} (${elapsed(Date.now() - started)})`);
      } catch (error) {
        write(`${label}: failed (${elapsed(Date.now() - started)})`);
        throw error;
      } finally {
        clearInterval(ticker);
      }
    }
  };
}

/** A live list on a terminal. It is drawn on standard error: standard output belongs to the program that follows. */
export function terminalRunner(stream: NodeJS.WriteStream): StepRunner {
  return async (steps, context) => {
    const list = new Listr(
      steps.map((step, index) => {
        const label = `[${String(index + 1)}/${String(steps.length)}] ${step.title}`;
        return {
          title: label,
          task: async (_, task): Promise<void> => {
            const started = Date.now();
            const ticker = setInterval(() => {
              task.title = `${label} (${elapsed(Date.now() - started)})`;
            }, terminalInterval);
            const report = (text: string): void => {
              task.output = text;
            };
            try {
              const result = await step.run({ ...context, report });
              task.title = `${label}: ${result} (${elapsed(Date.now() - started)})`;
            } finally {
              clearInterval(ticker);
            }
          },
        };
      }),
      {
        concurrent: false,
        registerSignalListeners: false,
        renderer: DefaultRenderer,
        rendererOptions: {
          logger: new ListrLogger<ListrDefaultRendererLogLevels>({
            processOutput: new ProcessOutput(stream, stream),
          }),
          showErrorMessage: false,
        },
      },
    );
    await list.run();
  };
}
