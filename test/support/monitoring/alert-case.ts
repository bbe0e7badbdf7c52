import type { InputSeries } from './series';

/** An alert as it should fire. */
interface Fired {
  /** Labels that come from the series, beside those of the rule. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly description: string;
}

/** What an alert does on some series. */
export interface AlertCase {
  readonly alert: string;
  /** Which of the rules of that name, by a label of it, where there are several. */
  readonly rule?: Readonly<Record<string, string>>;
  /** The end of the sentence "it fires …" or "it is silent …". */
  readonly when: string;
  readonly input: readonly InputSeries[];
  /** Time at which it is looked at. */
  readonly at: string;
  /** Empty: silent. */
  readonly fires: readonly Fired[];
  /** Days of series need a slower pace: values and evaluations this far apart. @defaultValue `15s` */
  readonly every?: '15s' | '5m';
}
