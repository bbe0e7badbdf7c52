import { CommandFailure, EXIT } from '../failure';

/**
 * Draws a Vega-Lite chart without a browser. Vega is loaded only here: it takes longer than most commands.
 *
 * @returns an SVG element that grows and shrinks with its place.
 */
export async function drawChart(spec: object): Promise<string> {
  const [vega, vegaLite] = await load();
  const { spec: compiled } = vegaLite.compile(spec as Parameters<typeof vegaLite.compile>[0]);
  const view = new vega.View(vega.parse(compiled), { renderer: 'none' });
  try {
    return responsive(await view.toSVG());
  } finally {
    view.finalize();
  }
}

function load() {
  return Promise.all([import('vega'), import('vega-lite')]).catch((cause: unknown) => {
    // They are no part of the bundle: this command runs in a checkout of the project.
    const message = 'charts need the packages of the project: run npm ci there, or name a .md file';
    throw new CommandFailure(EXIT.fail, message, {}, { cause });
  });
}

/** The page says what is seen in it: the drawing itself is hidden from whoever listens to the page. */
const responsive = (svg: string): string =>
  svg.replace(
    /^<svg[^>]*?viewBox="([^"]+)"[^>]*>/,
    '<svg viewBox="$1" aria-hidden="true" focusable="false">',
  );
