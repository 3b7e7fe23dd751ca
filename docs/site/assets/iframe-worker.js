// Search runs in a worker, which browsers don't start for pages read from file://. This class runs a worker's script in a
// hidden frame instead.
if (location.protocol === "file:") {
  window.Worker = class FrameWorker extends EventTarget {
    #frame = document.createElement("iframe");
    #ready;

    constructor(address) {
      super();
      this.#frame.hidden = true;
      document.body.append(this.#frame);
      const scope = this.#frame.contentWindow;
      scope.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      this.#ready = new Promise((resolve, reject) => {
        const script = scope.document.createElement("script");
        script.src = new URL(address, document.baseURI).href;
        script.onload = resolve;
        script.onerror = reject;
        scope.document.body.append(script);
      });
      this.#ready.catch((event) => this.dispatchEvent(new ErrorEvent("error", { message: `cannot load ${address}` })));
    }

    postMessage(data) {
      this.#ready.then(() => {
        const scope = this.#frame.contentWindow;
        scope.dispatchEvent(new scope.MessageEvent("message", { data }));
      }, () => {});
    }

    terminate() {
      this.#frame.remove();
    }
  };
}
