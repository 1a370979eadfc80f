# What one does every day. `just` lists it; CONTRIBUTING.md explains it.

# List the recipes.
default:
    @just --list

# Build the site into _site.
build *arguments:
    cargo run --release --locked -- build {{arguments}}

# Show the site while editing it, at http://localhost:4000/.
serve *arguments:
    cargo run --release --locked -- serve {{arguments}}

# What an editor would say of the bank.
check *arguments:
    cargo run --release --locked -- check --strict {{arguments}}

# All tests, or some: `just test --test it search::`.
test *arguments:
    cargo test --locked {{arguments}}

# Everything that has to hold before a change is merged.
gates:
    .ci/run

# What a change does to the looks: the bank by the program of a revision and by this one, pictured side by side in target/looks.
looks revision="origin/main":
    tests/gates/looks.sh {{revision}}

# Accept changed golden sites and snapshots; read the difference before committing it.
accept:
    INSTA_UPDATE=always cargo test --locked --lib --test it

# Ratios of speed and size, measured in one run: `just bench search`.
bench name:
    cargo bench --locked --bench {{name}}

# Ten minutes of one fuzz target: `just fuzz markdown`.
fuzz target seconds="600":
    ASAN_OPTIONS=detect_leaks=0 cargo +nightly fuzz run {{target}} fuzz/corpus/{{target}} questions -- -max_len=4096 -max_total_time={{seconds}} -rss_limit_mb=4096 -timeout=10
