/**
 * Draws a Vega-Lite chart without a browser. Vega is loaded only here: it takes longer than most commands.
 *
 * @returns an SVG element that grows and shrinks with its place.
 */
export async function drawChart(spec: object): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  const { spec: compiled } = vegaLite.compile(spec as Parameters<typeof vegaLite.compile>[0]);
  const view = new vega.View(vega.parse(compiled), { renderer: 'none' });
  try {
    return responsive(await view.toSVG());
  } finally {
    view.finalize();
  }
}

/** The page says what is seen in it: the drawing itself is hidden from whoever listens to the page. */
const responsive = (svg: string): string =>
  svg.replace(
    /^<svg[^>]*?viewBox="([^"]+)"[^>]*>/,
    '<svg viewBox="$1" aria-hidden="true" focusable="false">',
  );
