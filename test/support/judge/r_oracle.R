# Writes r.json: values of R that the judge's tests compare with.
#   Rscript r_oracle.R > r.json
# Only base R: the JSON is written by hand.

set.seed(20261128)
number <- function(x) ifelse(is.infinite(x), "null", formatC(x, digits = 17, format = "g"))
list_of <- function(x) paste0("[", paste(number(x), collapse = ","), "]")
cases <- character()
case <- function(kind, name, call, input, expect) {
  fields <- paste0('"', names(expect), '":', sapply(expect, number), collapse = ",")
  cases <<- c(cases, sprintf(
    '{"kind":"%s","name":"%s","call":"%s","input":%s,"expect":{%s}}', kind, name, call, input, fields))
}
shift <- function(name, v1, v2, level, exact) {
  found <- suppressWarnings(wilcox.test(v2, v1, conf.int = TRUE, conf.level = level, exact = exact))
  case("shift", sprintf("%s at %s", name, level),
    sprintf("wilcox.test(v2, v1, conf.int = TRUE, conf.level = %s, exact = %s)", level, exact),
    sprintf('{"v1":%s,"v2":%s,"tail":%s,"exact":%s}', list_of(v1), list_of(v2), (1 - level) / 2, tolower(exact)),
    list(estimate = unname(found$estimate), low = found$conf.int[1], high = found$conf.int[2], p = found$p.value))
}
shift("four and five", c(1, 2, 3, 4.5), c(2.5, 6, 7, 8, 9), 0.95, TRUE)
shift("twenty and thirty", round(rnorm(20, 10, 2), 6), round(rnorm(30, 11, 2), 6), 0.95, TRUE)
shift("twenty and thirty", round(rnorm(20, 10, 2), 6), round(rnorm(30, 11, 2), 6), 0.998, TRUE)
shift("forty-nine each", round(rexp(49), 6), round(rexp(49), 6), 0.99, TRUE)
shift("hundreds", round(rnorm(300, 10, 2), 6), round(rnorm(120, 10.5, 2), 6), 0.95, FALSE)
shift("hundreds, skewed", round(rexp(200), 6), round(rexp(500, 0.8), 6), 0.99, FALSE)

holm <- function(name, p) {
  adjusted <- p.adjust(p, method = "holm")
  names(adjusted) <- seq_along(p) - 1
  case("holm", name, "p.adjust(p, method = 'holm')", sprintf('{"p":%s}', list_of(p)), as.list(adjusted))
}
holm("five gates", c(0.01, 0.04, 0.03, 0.005, 0.9))
holm("ties", c(0.02, 0.02, 0.02))
holm("one", c(0.2))

fisher <- function(name, x1, n1, x2, n2) {
  table <- matrix(c(x2, x1, n2 - x2, n1 - x1), 2)
  p <- function(a) fisher.test(table, alternative = a)$p.value
  case("fisher", name, "fisher.test(matrix(c(x2, x1, n2 - x2, n1 - x1), 2), alternative)",
    sprintf('{"v1":{"count":%d,"total":%d},"v2":{"count":%d,"total":%d}}', x1, n1, x2, n2),
    list(twoSided = p("two.sided"), greater = p("greater"), less = p("less")))
}
fisher("R: the example of the message", 29, 28900, 13, 3100)
fisher("R: none against three", 0, 500, 3, 60)

interval <- function(name, x, n, level) {
  found <- binom.test(x, n, conf.level = level)$conf.int
  case("clopper-pearson", name, "binom.test(count, total, conf.level)$conf.int",
    sprintf('{"count":%d,"total":%d,"tail":%s}', x, n, number((1 - level) / 2)), list(low = found[1], high = found[2]))
}
interval("R: 13 of 3100", 13, 3100, 0.95)
interval("R: none of 1000", 0, 1000, 0.998)

cat(sprintf('{"source":"%s","madeBy":"test/support/judge/r_oracle.R","cases":[\n%s\n]}\n', R.version.string, paste(cases, collapse = ",\n")))
