(() => {
  "use strict";
  const texts = JSON.parse(document.getElementById("texts").textContent);
  const options = JSON.parse(document.getElementById("options").textContent);
  const by = (id) => document.getElementById(id);
  // A file that keeps the worker busy for longer is left out, and the others are read again without it.
  const PATIENCE_MS = 65000;
  let lang = document.documentElement.lang;
  let worker = null;
  let ready = false;
  let job = null;
  let last = null;
  let shown = { key: "loading", values: {}, bad: false };
  let urls = [];

  // -- texts ---------------------------------------------------------------------------------------------------

  function text(key, values) {
    return (texts[key] ? texts[key][lang] : key).replace(/\{(\w+)\}/g, (all, name) => (values && name in values ? values[name] : all));
  }
  function say(key, values, bad) {
    shown = { key, values: values || {}, bad: Boolean(bad) };
    const status = by("status");
    status.textContent = text(key, shown.values) + (bad && values && values.detail ? "\n" + values.detail : "");
    status.classList.toggle("bad", shown.bad);
  }
  function translate() {
    document.documentElement.lang = lang;
    document.title = text("title");
    document.querySelectorAll("[data-text]").forEach((node) => { node.textContent = text(node.dataset.text, node.dataset); });
    document.querySelectorAll("[data-label]").forEach((node) => { node.setAttribute("aria-label", text(node.dataset.label)); });
    document.querySelectorAll("[data-title]").forEach((node) => { node.title = text(node.dataset.title); });
    document.querySelectorAll("[data-lang]").forEach((node) => { node.setAttribute("aria-pressed", String(node.dataset.lang === lang)); });
    say(shown.key, shown.values, shown.bad);
  }

  // -- the worker ----------------------------------------------------------------------------------------------

  function decoded(id) {
    const base64 = by("part-" + id).textContent.trim();
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).arrayBuffer();
  }
  const parts = {};
  async function part(id) {
    parts[id] = parts[id] || decoded(id);
    return parts[id];
  }
  // The two modules of Pyodide and the worker's own code as one script: Chromium starts no worker that is a module in a
  // page opened from a file. Pyodide refuses workers that can import scripts, so this one cannot.
  function workerScript(asm, loader, code) {
    const exported = (all, names) => names.split(",").map((pair) => pair.trim().split(" as ")).filter(([, name]) => name === "loadPyodide").map(([own, name]) => `const ${name}=${own};`).join("");
    return [
      "self.importScripts = undefined;",
      asm.replaceAll("import.meta.url", "self.location.href").replace(/export default _createPyodideModule;?\s*$/, "const createPyodideModule=_createPyodideModule;"),
      loader.replace(/export\s*\{([^}]*)\};?/, exported).replace(/\/\/# sourceMappingURL=.*/, ""),
      code,
    ].join("\n");
  }
  async function startWorker() {
    ready = false;
    buttons();
    const [asm, loader, code, wasm, stdlib, program, settings] = await Promise.all(["asm", "loader", "worker", "wasm", "stdlib", "program", "settings"].map(part));
    const address = URL.createObjectURL(new Blob([workerScript(...[asm, loader, code].map((bytes) => new TextDecoder().decode(bytes)))], { type: "text/javascript" }));
    const started = new Worker(address);
    worker = started;
    started.onmessage = (event) => { if (started === worker) { answered(event.data); } };
    started.onerror = (event) => { if (started === worker) { event.preventDefault(); answered({ kind: "fault", memory: true, usable: false, text: event.message || "worker" }); } };
    started.postMessage({ kind: "start", lock: options.lock, wasm, stdlib, program: new Uint8Array(program), settings: new Uint8Array(settings) });
  }
  function restart() {
    if (worker) { worker.terminate(); }
    worker = null;
    clearTimeout(job && job.timer);
    return startWorker().catch(fault);
  }
  function fault(error) { say("fault", { detail: String((error && error.message) || error) }, true); job = null; buttons(); }

  function answered(message) {
    if (message.kind === "ready") {
      ready = true;
      if (job) { send(); } else { if (shown.key === "loading") { say("ready"); } buttons(); }
    } else if (message.kind === "fault" && !job) {
      fault(message.text);
    } else if (job) {
      ({ progress, result, problem, file: received, done: finished, fault: failed })[message.kind](message);
    }
  }

  // -- one job -------------------------------------------------------------------------------------------------

  function begin(request, files) {
    forget();
    job = { request, files, stopped: {}, reading: null, summary: "" };
    last = ["blank", "sample"].includes(request.action) ? last : { request, files };
    by("results").hidden = true;
    buttons();
    if (ready) { send(); } else { say("loading"); }
  }
  async function send() {
    const mine = job;
    try {
      const files = [];
      for (const { name, file } of mine.files) {
        files.push({ name, bytes: name in mine.stopped ? new Uint8Array() : new Uint8Array(await file.arrayBuffer()) });
      }
      if (job !== mine) { return; }
      watch();
      worker.postMessage({ kind: "run", files, request: { ...mine.request, files: files.map((entry) => entry.name), stopped: mine.stopped } });
    } catch (error) { if (job === mine) { fault(error); } }
  }
  function watch() {
    clearTimeout(job.timer);
    if (job.reading) { job.timer = setTimeout(() => stopReading("time"), PATIENCE_MS); }
  }
  function stopReading(why) {
    job.stopped[job.reading] = why;
    job.reading = null;
    forget();
    restart();
  }
  function progress(message) {
    job.reading = message.step === "reading" ? message.name : null;
    watch();
    say(message.step, message);
    const bar = by("progress");
    if (message.step === "checking") { bar.removeAttribute("value"); } else { bar.max = message.total; bar.value = message.step === "reading" ? message.done - 1 : message.done; }
  }
  function failed(message) {
    clearTimeout(job.timer);
    if (message.memory && job.reading) { stopReading("memory"); return; }
    fault(message.text);
    if (!message.usable) { restart(); }
  }
  function finished() {
    clearTimeout(job.timer);
    const { request, summary, made } = job;
    job = null;
    buttons();
    if (request.action === "sample") { checkSample(made); return; }
    if (request.action === "blank") { say("created", { name: made[0].name }); } else { say("done", { summary }); }
    if (request.focus) { by("results").focus(); }
  }
  function cancel() {
    job = null;
    last = null;
    forget();
    by("results").hidden = true;
    restart();
    say("cancelled");
  }
  function buttons() {
    const busy = job !== null;
    by("working").hidden = !busy;
    ["choose", "sample", "create", "repair", "compare", "adopt"].forEach((id) => { by(id).disabled = busy; });
    by("again").hidden = busy || !last || last.request.action !== "check";
    if (busy) { by("progress").removeAttribute("value"); }
  }

  // -- results -------------------------------------------------------------------------------------------------

  function element(name, content, parent) {
    const node = document.createElement(name);
    if (content !== undefined) { node.textContent = content; }
    if (parent) { parent.append(node); }
    return node;
  }
  function forget() {
    urls.forEach((url) => URL.revokeObjectURL(url));
    urls = [];
    by("downloads").hidden = by("report").hidden = by("read-files").hidden = by("totals").hidden = by("conflicts").hidden = by("findings").hidden = true;
    by("downloads").querySelector("ul").replaceChildren();
    by("findings").removeAttribute("srcdoc");
    by("summary").replaceChildren();
  }
  function result(message) {
    const data = message.data;
    job.summary = data.summary;
    by("results").hidden = false;
    const summary = by("summary");
    summary.replaceChildren();
    element("p", data.summary, summary).className = "headline";
    [...data.problems, ...data.missing].forEach((line) => element("p", line, summary));
    by("report").hidden = !data.lines;
    by("report").querySelector("pre").textContent = data.lines || "";
    fillFiles(data.files);
    fillTotals(data.totals);
    fillConflicts(data.conflicts);
  }
  function problem(message) { element("p", message.text, by("summary")).className = "bad"; }
  function fillFiles(files) {
    by("read-files").hidden = files.length === 0;
    const body = by("read-files").querySelector("tbody");
    body.replaceChildren();
    files.forEach((file) => {
      const row = element("tr", undefined, body);
      row.className = file.status;
      element("th", file.name, row).scope = "row";
      [file.team, file.status_text, file.reason].forEach((value) => element("td", value, row));
    });
  }
  function fillTotals(rows) {
    by("totals").hidden = rows.length === 0;
    const [head, body] = [by("totals").querySelector("thead"), by("totals").querySelector("tbody")];
    head.replaceChildren();
    body.replaceChildren();
    rows.forEach((cells, place) => {
      const row = element("tr", undefined, place ? body : head);
      cells.forEach((value, column) => {
        const cell = element(place && column ? "td" : "th", value.trim(), row);
        if (cell.tagName === "TH") { cell.scope = place ? "row" : "col"; }
      });
    });
  }
  function fillConflicts(conflicts) {
    by("conflicts").hidden = conflicts === null;
    const list = by("conflicts").querySelector("ul");
    list.replaceChildren();
    (conflicts || []).forEach((line) => element("li", line, list));
    if (conflicts && !conflicts.length) { element("li", text("no_conflict"), list); }
  }
  const TYPES = { xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", html: "text/html", ics: "text/calendar", toml: "application/toml" };
  function received(message) {
    (job.made = job.made || []).push({ name: message.name, bytes: message.bytes });
    if (message.what === "page") { showFindings(message.bytes); }
    by("results").hidden = false;
    by("downloads").hidden = false;
    const list = by("downloads").querySelector("ul");
    const item = element("li", undefined, list);
    item.dataset.what = message.what;
    // Results first: the sample's workbooks arrive before them.
    if (message.what !== "sample") { list.insertBefore(item, list.querySelector("[data-what=sample]")); }
    const link = element("a", message.name, item);
    link.className = "button";
    link.download = message.name;
    link.href = URL.createObjectURL(new Blob([message.bytes], { type: TYPES[message.name.split(".").pop()] || "" }));
    urls.push(link.href);
    const about = element("span", text("kind_" + message.what), item);
    about.dataset.text = "kind_" + message.what;
    about.id = "about-" + urls.length;
    link.setAttribute("aria-describedby", about.id);
  }
  // The page of findings, in a frame without rights: it tells its height, nothing else. Browsers do not draw frames
  // that are out of sight, so it does not wait to be drawn. Links inside the page are followed by hand (those of a frame
  // start from the address of the page around it), links to workbooks are for the page that is saved beside them.
  const MEASURE = "<script>(function () { function tell() { parent.postMessage({ height: document.documentElement.offsetHeight }, '*'); }" +
    " tell(); new ResizeObserver(tell).observe(document.documentElement); addEventListener('resize', tell);" +
    " document.addEventListener('click', function (event) { var link = event.target.closest('a[href]'); if (!link) { return; } event.preventDefault();" +
    " var to = link.getAttribute('href'); if (to.charAt(0) === '#') { location.hash = to; var part = document.getElementById(to.slice(1)); if (part) { part.scrollIntoView(); } } });" +
    " document.addEventListener('input', function () { setTimeout(tell); }); document.addEventListener('toggle', tell, true); }());<\/script>";
  function showFindings(bytes) {
    by("findings").srcdoc = new TextDecoder().decode(bytes).replace(/<\/body>\s*<\/html>\s*$/, () => MEASURE + "</body></html>");
    by("findings").hidden = false;
  }
  window.addEventListener("message", (event) => {
    const frame = by("findings");
    if (event.source === frame.contentWindow && Number(event.data.height) > 0) { frame.style.height = Math.ceil(event.data.height) + 4 + "px"; }
  });

  // -- what people do ------------------------------------------------------------------------------------------

  function today() {
    return new Intl.DateTimeFormat("en-CA", { timeZone: options.time_zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date());
  }
  function check(files, focus) {
    if (job) { return; }
    const workbooks = files.filter(({ name }) => !/(^|\/)(~\$|\.)/.test(name));
    if (!workbooks.length) { say("no_file", {}, true); return; }
    begin({ action: "check", ...dated(focus) }, unique(workbooks));
  }
  function dated(focus) { return { lang, as_of: by("as-of").value || today(), today: today(), focus }; }
  function repeat(focus) { begin({ ...last.request, ...dated(focus) }, last.files); }
  // A form with file inputs: what it asks for, and the files that were chosen, in the order of the form.
  function onForm(form, action, more) {
    by(form).addEventListener("submit", (event) => {
      event.preventDefault();
      if (job) { return; }
      const chosen = [...event.target.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
      begin({ action, ...(more ? more(event.target.elements) : {}), ...dated(true) }, unique(chosen.map((file) => ({ name: file.name, file }))));
    });
  }
  function unique(files) {
    const seen = new Map();
    return files.map(({ name, file }) => {
      const clean = (name.toWellFormed ? name.toWellFormed() : name).replace(/[\u0000-\u001f\\:]/g, "_");
      const count = (seen.get(clean) || 0) + 1;
      seen.set(clean, count);
      return { name: count > 1 ? `${count}/${clean}` : clean, file };
    });
  }
  function checkSample(made) {
    by("as-of").value = options.sample_date;
    check(made.map(({ name, bytes }) => ({ name, file: new Blob([bytes]) })), true);
    made.forEach(({ name, bytes }) => offerSample(name, bytes));
  }
  function offerSample(name, bytes) {
    received({ what: "sample", name, bytes });
    job.made = [];
    by("results").hidden = true;
  }
  async function dropped(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
    if (!entries.length) { return [...transfer.files].map((file) => ({ name: file.name, file })); }
    const found = [];
    for (const entry of entries) { await walk(entry, "", found); }
    return found.sort((one, other) => (one.name < other.name ? -1 : 1));
  }
  async function walk(entry, folder, found) {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      if (!folder || /\.(xlsx|xlsm|ods)$/i.test(entry.name)) { found.push({ name: folder + entry.name, file }); }
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) { return; }
      for (const inner of some) { await walk(inner, `${folder}${entry.name}/`, found); }
    }
  }
  function listen() {
    const drop = by("drop");
    by("choose").addEventListener("click", () => by("files").click());
    by("files").addEventListener("change", (event) => {
      const files = [...event.target.files].map((file) => ({ name: file.name, file }));
      event.target.value = "";
      if (files.length) { check(files, true); }
    });
    ["dragenter", "dragover"].forEach((name) => document.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); }));
    document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) { drop.classList.remove("over"); } });
    document.addEventListener("drop", async (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      try { check(await dropped(event.dataTransfer), true); } catch (error) { fault(error); }
    });
    by("again").addEventListener("click", () => repeat(true));
    onForm("repair-form", "repair");
    onForm("diff-form", "diff");
    onForm("adopt-form", "adopt", (form) => ({ team: form.team.value.trim(), label: form.label.value.trim(), year: form.year.value }));
    by("sample").addEventListener("click", () => begin({ action: "sample", lang }, []));
    by("cancel").addEventListener("click", cancel);
    by("blank-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const form = event.target.elements;
      begin({ action: "blank", lang, team: form.team.value.trim().toUpperCase(), label: form.label.value.trim(), year: Number(form.year.value), actions: Number(form.actions.value), today: today(), focus: true }, []);
    });
    document.querySelectorAll("[data-lang]").forEach((node) => node.addEventListener("click", () => {
      if (lang === node.dataset.lang) { return; }
      lang = node.dataset.lang;
      translate();
      if (last && !job) { repeat(false); }
    }));
  }

  const preferred = (navigator.languages || [navigator.language]).map((code) => code.slice(0, 2)).find((code) => code === "fr" || code === "en");
  lang = options.lang || preferred || lang;
  by("as-of").value = today();
  by("year").value = today().slice(0, 4);
  translate();
  listen();
  if (typeof DecompressionStream === "undefined" || typeof WebAssembly === "undefined") {
    say("too_old", {}, true);
  } else {
    startWorker().catch(fault);
  }
})();
