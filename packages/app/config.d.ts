export interface Config {
  app?: {
    /**
     * Shown on every page, also before sign-in. Use it for what everybody must
     * know about this portal, such as that it runs against a local account.
     */
    notice?: {
      /** @visibility frontend */
      title: string;
      /** @visibility frontend */
      description?: string;
    };
  };
}
