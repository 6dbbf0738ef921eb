import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const SERVER = process.env.CUSTOMHOUSE_URL ?? "http://127.0.0.1:8700";

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  resolve: {
    // Component tests must get the browser half of Svelte, not the server half.
    conditions: mode === "test" ? ["browser"] : undefined,
  },
  build: {
    outDir: "../src/customhouse/_web",
    emptyOutDir: true,
    target: "es2022",
    // The policy of the site forbids inline scripts and data: modules; assets stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
  server: { port: 5173, proxy: { "/api": { target: SERVER, changeOrigin: false } } },
  preview: { port: 5174, proxy: { "/api": { target: SERVER, changeOrigin: false } } },
  test: { environment: "jsdom", include: ["src/**/*.test.ts"] },
}));
