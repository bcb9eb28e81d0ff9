export interface Config {
  app?: {
    /**
     * Shown on every page, even before sign-in. Use it for what everybody must
     * know about this portal, for example that it uses a local account.
     */
    notice?: {
      /** @visibility frontend */
      title: string;
      /** @visibility frontend */
      description?: string;
    };
  };
}
