import { csrfHeaders, wiring } from "./client";
import { errorFrom, offlineError } from "./errors";

/** Posts a form with progress, which `fetch` cannot report. `onProgress` gets the share sent, 0 to 1. */
export function upload<T>(path: string, form: FormData, onProgress: (share: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.responseType = "json";
    for (const [name, value] of Object.entries(csrfHeaders())) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("error", () => reject(offlineError()));
    request.addEventListener("load", () => {
      if (request.status >= 200 && request.status < 300) return resolve(request.response as T);
      if (request.status === 401) wiring.onSignedOut();
      reject(errorFrom(request.status, request.response));
    });
    request.send(form);
  });
}
