/** The grounds an organisation's colour stands on in the light theme: the page, and white for the text of its buttons (--bg, --on-primary). */
const grounds = ['#F7F6F2', '#FFFFFF'];

/** What text needs; WCAG asks for 4.5, the design for a little more. */
export const minContrast = 5;

/** Whether a text is a colour of the form "#rrggbb". */
export const isColour = (text: string): boolean => /^#[0-9A-Fa-f]{6}$/.test(text);

/** Relative luminance of "#rrggbb" (WCAG 2.2, definition of relative luminance). */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast ratio of two colours "#rrggbb", 1 to 21 (WCAG 2.2, definition of contrast ratio). */
export function contrastOf(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** How well a primary colour "#rrggbb" can be read on the worst of the grounds it stands on: a contrast ratio, 1 to 21. */
export const readability = (colour: string): number =>
  Math.min(...grounds.map((ground) => contrastOf(colour, ground)));
