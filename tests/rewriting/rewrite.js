// A workbook opened and saved by a library: node rewrite.js PROGRAM SOURCE TARGET
const [program, source, target] = process.argv.slice(2);

function sheetjs(options) {
  const XLSX = require("xlsx");
  XLSX.writeFile(XLSX.readFile(source, options), target);
}

async function exceljs(change) {
  const { Workbook } = require("exceljs");
  const book = new Workbook();
  await book.xlsx.readFile(source);
  change(book);
  await book.xlsx.writeFile(target);
}

const programs = {
  sheetjs: () => sheetjs({}),
  "sheetjs-formats": () => sheetjs({ cellNF: true, cellDates: true }),
  exceljs: () => exceljs(() => {}),
  "exceljs-1904": () => exceljs((book) => { book.properties.date1904 = true; }),
  "exceljs-rows": () => exceljs((book) => { book.getWorksheet("SWOT").insertRow(1, ["", "Note de Luc"]); }),
};

Promise.resolve(programs[program]()).catch((error) => {
  console.error(error);
  process.exit(1);
});
