/** So many choices a `Combobox` is given at most; where it has so many, there may be more. */
export const maxChoices = 20;
