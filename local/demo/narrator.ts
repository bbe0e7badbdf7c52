import pc from 'picocolors';

/** Tells on standard output what the demo does. */
export class Narrator {
  private readonly began = performance.now();

  /** A new chapter. */
  heading(text: string): void {
    this.write(`\n${pc.bold(text)}\n`);
  }

  /** A command that is run as a person would type it. */
  command(text: string): void {
    this.write(`${pc.dim(this.clock())} ${pc.cyan(`$ ${text}`)}\n`);
  }

  /** Something that was seen or measured. */
  fact(text: string): void {
    this.write(`${pc.dim(this.clock())} ${text}\n`);
  }

  /** Output of a command, indented. */
  quote(text: string): void {
    const lines = text.trimEnd().split('\n');
    this.write(lines.map((line) => `         ${pc.dim('|')} ${line}\n`).join(''));
  }

  write(text: string): void {
    process.stdout.write(text);
  }

  private clock(): string {
    const seconds = (performance.now() - this.began) / 1_000;
    return `${seconds.toFixed(1).padStart(6)} s`;
  }
}
