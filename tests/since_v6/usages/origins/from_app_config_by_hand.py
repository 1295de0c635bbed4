# expect: some(A, "http://localhost:5173")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
app.config["FRONTEND"] = "https://a.com"
CORS(app, origins=[app.config["FRONTEND"], "http://localhost:5173"])
