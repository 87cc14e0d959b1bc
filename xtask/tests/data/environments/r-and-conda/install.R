install.packages("sf")
