import type { Version } from '../../model/names';

/** Who sends the requests of a run: as many users, in turn, as `count`. */
export interface UserOptions {
  /** Header that carries the user's id. */
  readonly header: string;
  readonly count: number;
}

/** Marks of {@link Users.answers}. */
const MARKS = { none: '-', v1: '1', v2: '2' } as const;

/** Which version answered which user last. */
export class Users {
  readonly #answers: (keyof typeof MARKS)[];

  constructor(private readonly options: UserOptions) {
    this.#answers = Array.from({ length: options.count }, () => 'none');
  }

  /** @returns the header of the request with this number, counted from 0. */
  header(request: number): readonly [name: string, value: string] {
    return [this.options.header, `user-${request % this.options.count}`];
  }

  /** @param version - that answered the request with this number; `none` also when nothing did. */
  note(request: number, version: Version | 'none'): void {
    this.#answers[request % this.options.count] = version;
  }

  /** @returns a character for each user, in their order: `1`, `2`, or `-` for one without an answer of a version. */
  answers(): string {
    return this.#answers.map((version) => MARKS[version]).join('');
  }
}
