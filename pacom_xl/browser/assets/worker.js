// The worker of the page: a Python that reads, checks and writes workbooks. The code of Pyodide stands above this and
// defines createPyodideModule and loadPyodide.
{
  const FOLDER = "/work";
  // Pyodide asks for its files by an address; there is no network, and nothing else is answered.
  const INDEX = "offline:///";
  let python;
  let session;

  async function start(message) {
    const answers = {
      "pyodide.asm.wasm": () => new Response(message.wasm, { headers: { "Content-Type": "application/wasm" } }),
      "python_stdlib.zip": () => new Response(message.stdlib),
    };
    self.fetch = async (address) => {
      const answer = answers[String(address.url || address).slice(INDEX.length)];
      if (!answer) { throw new TypeError("no network in this page"); }
      return answer();
    };
    python = await loadPyodide({
      indexURL: INDEX, createPyodideModule, checkAPIVersion: false, stdout: () => {}, stderr: () => {},
      lockFileContents: { info: message.lock, packages: {} },
    });
    python.unpackArchive(message.program, "zip", { extractDir: "/program" });
    python.unpackArchive(message.settings, "zip", { extractDir: "/settings" });
    session = python.runPython(
      "import sys; sys.path.insert(0, '/program')\n" +
      "from pacom_xl.browser.worker_session import open_session\nopen_session('/settings')"
    );
    postMessage({ kind: "ready" });
  }

  function run(message) {
    const FS = python.FS;
    clear(FOLDER);
    for (const { name, bytes } of message.files) {
      const folder = `${FOLDER}/${name}`.replace(/\/[^/]*$/, "");
      FS.mkdirTree(folder);
      FS.writeFile(`${FOLDER}/${name}`, bytes);
    }
    FS.chdir(FOLDER);
    const page = {
      progress: (step, done, total, name) => postMessage({ kind: "progress", step, done, total, name }),
      result: (data) => postMessage({ kind: "result", data: JSON.parse(data) }),
      problem: (text) => postMessage({ kind: "problem", text }),
      file: (what, name) => {
        const bytes = FS.readFile(`${FOLDER}/${name}`);
        postMessage({ kind: "file", what, name, bytes }, [bytes.buffer]);
      },
    };
    session.run(JSON.stringify(message.request), page);
    postMessage({ kind: "done" });
  }

  function clear(folder) {
    const FS = python.FS;
    if (!FS.analyzePath(folder).exists) { FS.mkdirTree(folder); }
    for (const name of FS.readdir(folder)) {
      if (name === "." || name === "..") { continue; }
      const path = `${folder}/${name}`;
      if (FS.isDir(FS.stat(path).mode)) { clear(path); FS.rmdir(path); } else { FS.unlink(path); }
    }
  }

  self.onmessage = async (event) => {
    try {
      if (event.data.kind === "start") { await start(event.data); } else { run(event.data); }
    } catch (error) {
      // An error of Python leaves the worker usable; any other one (no memory left) does not.
      const python_error = error && error.constructor && error.constructor.name === "PythonError";
      const memory = !python_error || error.type === "MemoryError";
      postMessage({ kind: "fault", memory, usable: python_error, text: String((error && error.message) || error) });
    }
  };
}
