/**
 * The style rule that puts an organisation's colour in place of the primary one. In the dark theme the same hue is lifted towards white,
 * because a colour that reads on white seldom reads on black.
 * @param colour `#rrggbb`; anything else gives null, so nothing that is not a colour reaches the page
 */
export const organisationStyle = (colour: string | null | undefined): string | null =>
  colour && /^#[0-9a-f]{6}$/i.test(colour)
    ? `<style>:root:root { --primary: light-dark(${colour}, color-mix(in oklab, ${colour} 40%, white)); --on-primary: light-dark(#ffffff, #0b1a15); }</style>`
    : null;
