/** What a page of the form is about. */
export const ABOUT = ['account', 'data', 'keys', 'people', 'options'] as const;
export type About = (typeof ABOUT)[number];
